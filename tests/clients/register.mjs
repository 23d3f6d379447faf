// A register of its own for a test: started as a person would, in a new folder, on a free port.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const command = join(import.meta.dirname, "..", "..", ".venv/bin/netzwerkregister");

export async function startRegister(settings = {}) {
  const home = await mkdtemp(join(tmpdir(), "register-"));
  const port = await freePort();
  const environment = { ...process.env, PORT: String(port), NETZWERKREGISTER_HOME: home, ...settings };
  delete environment.DATABASE_URL;
  const url = `http://127.0.0.1:${port}`;
  const serve = () => served(environment, url);
  let { server, said } = await serve();
  const token = /Bearer (\S+)/.exec(said())?.[1]; // none where the local issuer is off
  return {
    url,
    port,
    token,
    async tokenOf(role) {
      const { stdout } = await promisify(execFile)(command, ["token", "--role", role], { env: environment });
      return stdout.trim();
    },
    // It dies at once, and is started again where it was.
    async kill() {
      server.kill("SIGKILL");
      await once(server, "exit");
    },
    async restart() {
      ({ server } = await serve());
    },
    async stop() {
      server.kill("SIGINT");
      const [status] = await once(server, "exit");
      await rm(home, { recursive: true, force: true });
      return status;
    },
  };
}

async function served(environment, url) {
  const server = spawn(command, ["serve"], { env: environment });
  let text = "";
  const said = () => text;
  server.stderr.on("data", (more) => (text += more));
  await ready(url, server, said);
  return { server, said };
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

export async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  return port;
}
