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

// The answer; of a subscription, by graphql-sse, all that it is told until it is stopped.
async function fetcher(params, { headers }) {
  const leaving = new AbortController();
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { ...headers, "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify(params),
    signal: leaving.signal,
  });
  if (!response.headers.get("content-type").startsWith("text/event-stream")) return response.json();
  const results = resultsOf(response.body.pipeThrough(new TextDecoderStream()).getReader());
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => results.next(),
    return() {
      leaving.abort();
      return Promise.resolve({ done: true });
    },
  };
}

async function* resultsOf(texts) {
  let text = "";
  for (;;) {
    const { value, done } = await texts.read();
    if (done) return;
    const messages = (text + value).split("\n\n");
    text = messages.pop();
    for (const message of messages) {
      const result = /^event: next\ndata: (.*)$/.exec(message);
      if (result) yield JSON.parse(result[1]);
    }
  }
}

function Explorer() {
  const [query, setQuery] = React.useState(FIRST_QUERY);
  const builder = GraphiQLPluginExplorer.useExplorerPlugin({ query, onEdit: setQuery });
  return React.createElement(GraphiQL, {
    fetcher,
    query,
    onEditQuery: setQuery,
    plugins: [builder],
    defaultEditorToolsVisibility: "headers",
    headerEditorEnabled: true,
    shouldPersistHeaders: false,
  });
}

ReactDOM.render(React.createElement(Explorer), document.getElementById("explorer"));
