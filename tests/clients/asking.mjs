// One operation, as a plain program asks it.
export async function ask(register, query, variables, token) {
  const response = await fetch(`${register.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(10_000), // Node's fetch may wait without end for what dies as it is connected to
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}
