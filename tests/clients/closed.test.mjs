// A schema that is closed, looked for by clairvoyance, which puts schemas together from what errors tell.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { startRegister } from "./register.mjs";

const REAL = ["network", "events", "organisations", "summits", "name"];
const OTHERS = ["netzwerk", "users", "logs", "surname", "viewer"];

let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "closed-"));
  await writeFile(join(folder, "words"), [...REAL, ...OTHERS].join("\n"));
});

after(() => rm(folder, { recursive: true, force: true }));

// The names of types and fields that it finds out.
async function recovered(settings) {
  const register = await startRegister({ NETZWERKREGISTER_REQUESTS_PER_MINUTE: "0", ...settings });
  const output = join(folder, `${settings.NETZWERKREGISTER_INTROSPECTION}.json`);
  try {
    const program = join(import.meta.dirname, ".clairvoyance/bin/clairvoyance");
    const asked = ["-w", join(folder, "words"), "-o", output, "-m", "1", `${register.url}/graphql`];
    const running = spawn(program, asked, { timeout: 25_000, stdio: "ignore" });
    await once(running, "exit");
  } finally {
    await register.stop();
  }
  const text = await readFile(output, "utf8").catch(() => null);
  if (text === null) return [];
  const types = JSON.parse(text).data.__schema.types;
  return types.flatMap((type) => [type.name, ...(type.fields ?? []).map((field) => field.name)]);
}

test("an open schema is found out, so that the next test could fail", async () => {
  const found = await recovered({ NETZWERKREGISTER_INTROSPECTION: "everybody" });
  assert.ok(found.includes("Network") && found.includes("organisations"), found.join(" "));
});

test("of a closed schema nothing is found out", async () => {
  const found = await recovered({ NETZWERKREGISTER_INTROSPECTION: "nobody" });
  assert.deepEqual(found.filter((name) => REAL.includes(name) && !OTHERS.every((other) => found.includes(other))), []);
  assert.ok(!found.includes("Network") && !found.includes("Organisation"), found.join(" "));
});
