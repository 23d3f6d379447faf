// The protocols of subscriptions, spoken by npm's graphql-ws and graphql-sse.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createClient as createSseClient } from "graphql-sse";
import { createClient as createWsClient } from "graphql-ws";
import { WebSocket } from "ws";

import { startRegister } from "./register.mjs";
import { record } from "./writing.mjs";

const EVENTS = "subscription ($after: LogCursor) { events(after: $after) { position previousPosition event { type } } }";
const CHANGES = "subscription { networkChanges(after: 0) { position changes { __typename } } }";
const POSITION = "{ network { position } }";
const MOST = 20;

let register, token;
const clients = [];

before(async () => {
  register = await startRegister();
  token = await register.tokenOf("integrator");
});

after(() => register?.stop()); // where the last test has not

function sockets(authorization) {
  const client = createWsClient({
    url: `${register.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazyCloseTimeout: 1_000, // so that a test has one connection
    connectionParams: authorization && { Authorization: `Bearer ${authorization}` },
  });
  clients.push(client);
  return client;
}

function streams(authorization) {
  const headers = authorization ? { Authorization: `Bearer ${authorization}` } : {};
  return createSseClient({ url: `${register.url}/graphql`, retryAttempts: 0, headers });
}

async function next(results) {
  const { value, done } = await results.next();
  assert.equal(done, false);
  assert.equal(value.errors, undefined);
  return value.data;
}

const refusal = (results) => results.next().then(assert.fail, (error) => error);

test.afterEach(() => Promise.all(clients.splice(0).map((client) => client.dispose())));

for (const [name, made] of [["graphql-ws", sockets], ["graphql-sse", streams]]) {
  test(`${name} tells the log from its first event on, each after the one before`, async () => {
    const results = made(token).iterate({ query: EVENTS, variables: { after: 0 } });
    for (let position = 1; position <= 500; position += 1) {
      const { events } = await next(results);
      assert.deepEqual([events.position, events.previousPosition], [position, position - 1]);
    }
    await results.return();
  });

  test(`${name} without credentials tells the changes of the network`, async () => {
    const results = made().iterate({ query: CHANGES });
    const { networkChanges } = await next(results);
    assert.equal(networkChanges.position, 1);
    await results.return();
  });

  test(`${name} answers a query once, and completes`, async () => {
    const results = made(register.token).iterate({ query: "{ network { statistics { members } } }" });
    assert.deepEqual(await next(results), { network: { statistics: { members: 30 } } });
    assert.deepEqual(await results.next(), { value: undefined, done: true });
  });
}

test("twenty subscriptions on one connection are told the same, and one more is refused", async () => {
  const client = sockets(token);
  const opened = [];
  client.on("opened", (socket) => opened.push(socket));
  const all = Array.from({ length: MOST }, () => client.iterate({ query: EVENTS, variables: { after: 0 } }));
  for (const results of all) assert.equal((await next(results)).events.position, 1);
  const [{ extensions }] = await refusal(client.iterate({ query: EVENTS }));
  assert.equal(extensions.code, "TOO_MANY_OPERATIONS");
  assert.equal(opened.length, 1);

  await all.pop().return();
  await record(register, 1);
  const later = client.iterate({ query: EVENTS, variables: { after: 1 } });
  assert.equal((await next(later)).events.position, 2, "there is room for one that was completed");
  for (const results of all) assert.equal((await next(results)).events.position, 2);
  assert.equal(opened.length, 1);
});

test("what is completed is told nothing more", async () => {
  const client = sockets(token);
  const { network } = await next(client.iterate({ query: POSITION }));
  const told = [];
  client.on("message", ({ type, id }) => type === "next" && told.push(id));
  const operation = { query: EVENTS, variables: { after: network.position } };
  const [completed, other] = [client.iterate(operation), client.iterate(operation)];
  await record(register, 2);
  await Promise.all([next(completed), next(other)]);
  assert.equal(new Set(told).size, 2);
  await completed.return();
  await next(client.iterate({ query: POSITION })); // by then it is known there
  told.length = 0;
  await record(register, 3);
  await next(other);
  assert.equal(told.length, 1);
});

test("a subscription that is refused says why", async () => {
  const beyond = { query: EVENTS, variables: { after: 1_000_000 } };
  for (const [credentials, operation, code, status] of [
    [undefined, { query: EVENTS }, "UNAUTHENTICATED", 401],
    [await register.tokenOf("witness"), { query: EVENTS }, "FORBIDDEN", 403],
    [token, beyond, "POSITION_NOT_RECORDED", 400],
  ]) {
    const [{ extensions }] = await refusal(sockets(credentials).iterate(operation));
    assert.equal(extensions.code, code);
    const { response } = await refusal(streams(credentials).iterate(operation));
    assert.equal(response.status, status);
    assert.equal((await response.json()).errors[0].extensions.code, code);
  }
});

test("credentials that are not taken close the connection", async () => {
  const { code, reason } = await refusal(sockets("nobody's").iterate({ query: CHANGES }));
  assert.deepEqual([code, reason], [4403, "CREDENTIALS_REFUSED"]);
});

test("a service that is stopped sends its clients away, and ends its streams", async () => {
  const { network } = await next(sockets().iterate({ query: POSITION }));
  const operation = { query: EVENTS, variables: { after: network.position - 1 } };
  const [socket, stream] = [sockets, streams].map((made) => made(token).iterate(operation));
  await Promise.all([next(socket), next(stream)]);
  assert.equal(await register.stop(), 0);
  register = undefined;
  const { code, reason } = await ended(socket);
  assert.deepEqual([code, reason], [1001, "SERVICE_RESTARTS"]);
  assert.match(String(await ended(stream)), /NetworkError/);
});

// What ends them, once all that was told is read.
async function ended(results) {
  try {
    for await (const _ of results);
  } catch (error) {
    return error;
  }
  return undefined;
}
