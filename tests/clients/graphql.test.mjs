// What npm's graphql makes of the schema, and what a plain program gets.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildClientSchema, buildSchema, getIntrospectionQuery, printSchema, lexicographicSortSchema, validateSchema } from "graphql";
import { serverAudits } from "graphql-http";

import { startRegister } from "./register.mjs";

let register;

before(async () => {
  register = await startRegister();
});

after(async () => {
  assert.equal(await register?.stop(), 0);
});

async function ask(query, variables = {}, headers = {}) {
  const response = await fetch(`${register.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, headers: response.headers, ...(await response.json()) };
}

test("introspection and the printed schema agree, and are valid", async () => {
  const { data } = await ask(getIntrospectionQuery({ oneOf: true }));
  const seen = buildClientSchema(data);
  assert.deepEqual(validateSchema(seen), []);
  const printed = await (await fetch(`${register.url}/graphql/schema.graphql`)).text();
  const sorted = (schema) => printSchema(lexicographicSortSchema(schema)).replace(/directive @oneOf[^\n]*\n+/, "");
  assert.equal(sorted(seen), sorted(buildSchema(printed)));
});

test("GraphQL over HTTP is spoken to the letter", async () => {
  const audits = serverAudits({ url: `${register.url}/graphql`, fetchFn: fetch });
  const results = await Promise.all(audits.map((audit) => audit.fn()));
  assert.equal(results.length, 61);
  assert.deepEqual(results.filter((result) => result.status !== "ok").map(({ name, reason }) => ({ name, reason })), []);
});

test("one more signs and joins, and later answers are not older", async () => {
  const { data: found } = await ask('{ network { organisation(by: { ags: "05315000" }) { id } } }');
  const organisation = found.network.organisation.id;
  const criteria = {
    contactPerson: "Stabsstelle Bürgerengagement",
    crossCuttingTask: "Leitlinien, vom Rat beschlossen",
    willingnessToSign: "Schreiben an das Land",
    recognition: "EHRENAMTSKARTE",
    recognitionEvidence: "Vereinbarung mit dem Land",
    collaboration: "Beschluss des Rates, Ziffer 3",
  };
  const told = await ask(
    `mutation ($organisation: ID!, $criteria: CriteriaInput!) {
      signDeclaration(input: { organisation: $organisation, on: "2026-01-15" }) { __typename }
      joinNetwork(input: { organisation: $organisation, on: "2026-01-15", criteria: $criteria }) {
        ... on JoinNetworkPayload { position organisation { name membership { status } } }
      }
    }`,
    { organisation, criteria },
    { authorization: `Bearer ${register.token}` },
  );
  assert.equal(told.errors, undefined);
  assert.deepEqual(told.data.joinNetwork.organisation, { name: "Köln", membership: { status: "MEMBER" } });
  const position = told.headers.get("netzwerkregister-position");
  assert.equal(position, String(told.data.joinNetwork.position));
  const { data } = await ask("{ network { position statistics { members } } }", {}, { "netzwerkregister-position": position });
  assert.ok(data.network.position >= Number(position));
  assert.equal(data.network.statistics.members, 31);
});
