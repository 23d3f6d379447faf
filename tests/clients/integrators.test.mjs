// The clients of docs/integrators.md as printed: the service dies, they die, and so do the paths between.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { ask } from "./asking.mjs";
import { browsing } from "./browsing.mjs";
import { printed } from "./printed.mjs";
import { following, ofCloudEvent, receiving } from "./programs.mjs";
import { startRegister } from "./register.mjs";
import { startWriting } from "./writing.mjs";

const ROUNDS = 3;

const FRAMES = {
  language: "js",
  command: process.execPath,
  file: "events.jsonl",
  line(text) {
    const { position, event } = JSON.parse(text);
    return { position, type: event.type };
  },
};
const TEXTS = {
  language: "bash",
  command: "bash",
  file: "events",
  line: (text) => ofCloudEvent(text.slice(text.indexOf(" "))),
};

const consumers = [];
let register, folder, token, webhook;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "integrators-"));
  register = await startRegister({
    NETZWERKREGISTER_REQUESTS_PER_MINUTE: "0",
    NETZWERKREGISTER_WEBHOOK_NETWORKS: "127.0.0.0/8",
  });
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const administrator = await register.tokenOf("administrator");
  ({ key: token } = (await ask(register, printed("Credentials", "graphql"), { until }, administrator)).createApiKey);
  const place = { register, folder, token };
  consumers.push(
    await following("graphql-ws", place, { ...FRAMES, heading: "GraphQL over a WebSocket" }),
    await following("graphql-sse", place, { ...FRAMES, heading: "GraphQL over server-sent events" }),
    await following("curl", place, { ...TEXTS, heading: "Server-sent events" }),
    await browsing("EventSource", place),
    await receiving("webhook", place, registered),
  );
});

after(async () => {
  await Promise.all(consumers.map((each) => each.close()));
  assert.equal(await register?.stop(), 0);
  await rm(folder, { recursive: true, force: true });
});

async function registered(url) {
  const { registerWebhook } = await ask(register, printed("Webhooks", "graphql"), { url, after: 0 }, token);
  webhook = registerWebhook.webhook.id;
  return registerWebhook.secret;
}

const soon = (most) => sleep(Math.random() * most);

// Whatever may die dies, in any order.
async function turmoil() {
  const deaths = consumers.flatMap(({ path, restart }) => [
    soon(4_000).then(() => path.cut()),
    soon(4_000).then(() => path.cut()),
    soon(4_000).then(restart),
  ]);
  await soon(3_000);
  await register.kill();
  await soon(1_000);
  await register.restart();
  await Promise.all(deaths);
}

test("each client has every event once and in order, whatever dies", async (t) => {
  const writing = startWriting(register);
  for (let round = 0; round < ROUNDS; round += 1) await turmoil();
  await resume();
  await sleep(1_000);
  for (const { path, name } of consumers) if (name !== "EventSource") path.silence(); // which no browser notices
  await sleep(1_000);
  await writing.stop();
  const recorded = await log();
  const positions = recorded.map(({ position }) => position);
  assert.deepEqual(positions, [...positions.keys()].map((index) => index + 1));
  for (const consumer of consumers) {
    await t.test(consumer.name, async () => {
      let told = [];
      for (let tries = 0; tries < 450 && told.length < recorded.length; tries += 1) {
        await sleep(100);
        told = await consumer.told();
      }
      assert.deepEqual(told, recorded, consumer.complaints());
    });
  }
});

// What has failed is attempted at once.
async function resume() {
  const query = "mutation ($id: ID!) { resumeWebhook(input: { id: $id }) { __typename } }";
  const { resumeWebhook } = await ask(register, query, { id: webhook }, token);
  assert.equal(resumeWebhook.__typename, "ResumeWebhookPayload");
}

// The log, as queries tell it.
async function log() {
  const query = "query ($after: String) { events(after: $after) { edges { cursor node { position type } } } }";
  const recorded = [];
  for (let cursor = null; ; cursor = recorded.at(-1).cursor) {
    const { events } = await ask(register, query, { after: cursor }, token);
    if (!events.edges.length) return recorded.map(({ node }) => node);
    recorded.push(...events.edges);
  }
}
