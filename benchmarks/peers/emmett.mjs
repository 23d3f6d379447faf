// Appends to emmett's event store, for as many callers at once as it is given, one event a command.
//
// On its input: a list of commands for each caller, each {stream, version, type, data}; what it expects is
// the version before. On its output: how many it has appended a second. Each caller's first does not count:
// tables are made, connections open.
import { json } from "node:stream/consumers";
import { STREAM_DOES_NOT_EXIST } from "@event-driven-io/emmett";
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql";
import pg from "pg";

const connectionString = process.env.DATABASE_URL;
const pool = new pg.Pool({ connectionString, max: Number(process.argv[2]) });
const store = getPostgreSQLEventStore(connectionString, { connectionOptions: { pooled: true, pool } });

async function call(commands) {
  for (const { stream, version, type, data } of commands) {
    const expectedStreamVersion = version === 1 ? STREAM_DOES_NOT_EXIST : BigInt(version - 1);
    await store.appendToStream(stream, [{ type, data }], { expectedStreamVersion });
  }
}

const callers = await json(process.stdin);
await Promise.all(callers.map((commands) => call(commands.slice(0, 1))));
const begun = performance.now();
await Promise.all(callers.map((commands) => call(commands.slice(1))));
const seconds = (performance.now() - begun) / 1000;
console.log(JSON.stringify((callers.flat().length - callers.length) / seconds));
await store.close();
await pool.end();
