// The programs that docs/integrators.md prints, each in a process, a folder and on a network path of its own.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { openPath } from "./network_path.mjs";
import { client } from "./printed.mjs";
import { freePort } from "./register.mjs";

const here = import.meta.dirname;
const python = join(here, "..", "..", ".venv/bin/python");
const SELECT_EVENTS = `import json, sqlite3
print(json.dumps(sqlite3.connect("events.db").execute("SELECT event FROM events ORDER BY rowid").fetchall()))`;

// Follows the register over a path to it, and writes a line for each event.
export async function following(name, { register, folder, token }, { heading, language, command, file, line }) {
  const path = await openPath(register.port);
  const program = await started(join(folder, name), command, client(heading, language), { REGISTER: path.url, TOKEN: token });
  return consumer(name, path, program, async () => {
    const lines = (await readFile(join(folder, name, file), "utf8")).split("\n");
    return lines.slice(0, -1).map(line);
  });
}

// Receives what a webhook posts to it over a path.
export async function receiving(name, { folder }, registered) {
  const port = await freePort();
  const path = await openPath(port);
  const environment = { SECRET: await registered(`${path.url}/`), PORT: String(port) };
  const program = await started(join(folder, name), python, client("Webhooks", "python"), environment);
  return consumer(name, path, program, async () => {
    const asked = { cwd: join(folder, name), maxBuffer: 2 ** 28 };
    const { stdout } = await promisify(execFile)(python, ["-c", SELECT_EVENTS], asked);
    return JSON.parse(stdout).map(([event]) => ofCloudEvent(event));
  });
}

// What is compared of an event.
export function ofCloudEvent(text) {
  const { position, type } = JSON.parse(text);
  return { position: Number(position), type };
}

function consumer(name, path, program, told) {
  return {
    name,
    path,
    told,
    complaints: () => program.complaints,
    async restart() {
      await program.kill();
      program.start();
    },
    async close() {
      await program.kill();
      path.close();
    },
  };
}

async function started(folder, command, text, environment) {
  const file = command === process.execPath ? "follow.mjs" : "follow";
  await mkdir(folder);
  await symlink(join(here, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, file), text);
  const program = new Program(command, file, { cwd: folder, env: { ...process.env, ...environment }, detached: true });
  program.start();
  return program;
}

class Program {
  complaints = "";
  #process;

  constructor(command, file, options) {
    Object.assign(this, { command, file, options });
  }

  start() {
    this.#process = spawn(this.command, [this.file], this.options);
    this.#process.stderr.on("data", (text) => (this.complaints += text));
  }

  async kill() {
    const { pid, exitCode } = this.#process;
    if (exitCode !== null) throw new Error(`${this.options.cwd} ended by itself: ${this.complaints}`);
    process.kill(-pid, "SIGKILL"); // with what it started
    await once(this.#process, "exit");
  }
}
