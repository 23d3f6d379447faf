"use strict";

const FIRST_QUERY = `# Which municipalities signed on 5 December 2012?
#
# A mutation needs the token that the
# start printed. Put it below, under
# Headers: { "Authorization": "Bearer …" }
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

function Explorer() {
  const [query, setQuery] = React.useState(FIRST_QUERY);
  const builder = GraphiQLPluginExplorer.useExplorerPlugin({ query, onEdit: setQuery });
  return React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    query,
    onEditQuery: setQuery,
    plugins: [builder],
    defaultEditorToolsVisibility: "headers",
    headerEditorEnabled: true,
    shouldPersistHeaders: false,
  });
}

ReactDOM.render(React.createElement(Explorer), document.getElementById("explorer"));
