// A register of its own for a test: started as a person would, in a new folder, on a free port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const top = join(import.meta.dirname, "..", "..");

export async function startRegister(settings = {}) {
  const home = await mkdtemp(join(tmpdir(), "register-"));
  const port = await freePort();
  const environment = { ...process.env, PORT: String(port), NETZWERKREGISTER_HOME: home, ...settings };
  delete environment.DATABASE_URL;
  const server = spawn(join(top, ".venv/bin/netzwerkregister"), ["serve"], { env: environment });
  let said = "";
  server.stderr.on("data", (text) => (said += text));
  const url = `http://127.0.0.1:${port}`;
  await ready(url, server, () => said);
  const token = /Bearer (\S+)/.exec(said)?.[1]; // none where the local issuer is off
  return {
    url,
    token,
    async stop() {
      server.kill("SIGINT");
      const [status] = await once(server, "exit");
      await rm(home, { recursive: true, force: true });
      return status;
    },
  };
}

async function ready(url, server, said) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (server.exitCode !== null) throw new Error(`the register ended: ${said()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`the register is not ready: ${said()}`);
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  return port;
}
