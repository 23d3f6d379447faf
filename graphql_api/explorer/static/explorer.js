"use strict";

const FIRST_QUERY = `# Which municipalities signed on 5 December 2012?
# A mutation needs a token: run \`netzwerkregister token\` and put it below, under Headers:
#   { "Authorization": "Bearer …" }
{
  network {
    organisations(
      filter: {
        kind: [KREIS, STAEDTEREGION, KREISFREIE_STADT, STADT, GEMEINDE]
        signatory: { on: "2012-12-05" }
      }
    ) {
      totalCount
      nodes { name kind membership { status joinedOn } }
    }
    statistics { members signatories populationCovered }
  }
}
`;

ReactDOM.render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultQuery: FIRST_QUERY,
    defaultEditorToolsVisibility: true,
    headerEditorEnabled: true,
    shouldPersistHeaders: false,
    plugins: [GraphiQLPluginExplorer.explorerPlugin()],
  }),
  document.getElementById("explorer"),
);
