// Mercurius with its JIT: the dashboards' schema with resolvers and loaders written by hand, on pg.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";

const LONGEST_PAGE = 100;
const INT8 = 20;

const ORGANISATION = `id, ags, name, kind, parent_id AS "parentId", population, latitude, longitude,
  membership AS status, joined_on AS "joinedOn", council_resolved_on AS "councilResolvedOn"`;
const SUMMIT = `id, year, title, state, held_on AS "on", place, format`;

pg.types.setTypeParser(INT8, Number);
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4, options: "-c jit=off" });

// Rows of a prepared statement; each text is prepared once a connection, under its name.
async function rows(name, text, values) {
  return (await pool.query({ name, text, values })).rows;
}

const resolvers = {
  Query: { network: () => ({}) },
  Network: {
    async organisation(_, { by }) {
      const text = `SELECT ${ORGANISATION} FROM peers.organisations WHERE ags = $1`;
      return (await rows("organisation", text, [by.ags]))[0];
    },
    async organisations(_, { first, after }) {
      const [, nameKey, id] = after ? JSON.parse(Buffer.from(after, "base64url")) : [, "", "00000000-0000-0000-0000-000000000000"];
      const text = `SELECT ${ORGANISATION} FROM peers.organisations
        WHERE (name_key, id) > ($1, $2::uuid) ORDER BY name_key, id LIMIT $3`;
      return { nodes: await rows("organisations", text, [nameKey, id, first ?? LONGEST_PAGE]) };
    },
    async summit(_, { year }) {
      const text = `SELECT ${SUMMIT} FROM peers.summits WHERE year = $1 AND state <> 'CANCELLED'`;
      return (await rows("summit", text, [year]))[0];
    },
    async statistics(_, { on }) {
      const text = `SELECT day::text, members, undated_members AS "undatedMembers", signatories,
        undated_signatories AS "undatedSignatories", population_covered AS "populationCovered"
        FROM peers.statistics($1)`;
      return (await rows("statistics", text, [on]))[0];
    },
  },
  NetworkStatistics: {
    growth: ({ day }) => rows("growth", "SELECT * FROM peers.growth($1)", [day]),
  },
  Organisation: {
    membership: (row) => (row.status === "NONE" && row.councilResolvedOn === null ? null : row),
    async membershipOn({ id }, { on }) {
      const text = `SELECT standing.* FROM peers.organisations AS organisation,
        peers.organisations_membership_on(organisation, $2) AS standing WHERE organisation.id = $1`;
      return (await rows("membershipOn", text, [id, on]))[0];
    },
  },
};

// A loader of pages: of each object's rows the first ones, in one statement for all objects.
function pages(view, by, columns) {
  const text = `SELECT row.* FROM unnest($1::uuid[]) AS owner (id), LATERAL (
    SELECT ${by} AS "ownerId", ${columns} FROM peers.${view}
    WHERE ${by} = owner.id ORDER BY position, id LIMIT $2) AS row`;
  return uncached(async (queries) => {
    const pagesOf = new Map(queries.map(({ obj }) => [obj.id, { nodes: [] }]));
    const length = queries[0].params.first ?? LONGEST_PAGE; // all come from one field of the document
    for (const row of await rows(`${view} by ${by}`, text, [[...pagesOf.keys()], length])) {
      pagesOf.get(row.ownerId).nodes.push(row);
    }
    return queries.map(({ obj }) => pagesOf.get(obj.id));
  });
}

// A loader of what rows refer to.
function referred(view, key, columns) {
  const text = `SELECT ${columns} FROM peers.${view} WHERE id = ANY($1::uuid[])`;
  return uncached(async (queries) => {
    const ids = [...new Set(queries.map(({ obj }) => obj[key]).filter((id) => id !== null))];
    const found = ids.length ? await rows(`${view} by id`, text, [ids]) : [];
    const byId = new Map(found.map((row) => [row.id, row]));
    return queries.map(({ obj }) => byId.get(obj[key]) ?? null);
  });
}

// Their cache writes keys as JSON, and no request asks for the same twice.
function uncached(loader) {
  return { loader, opts: { cache: false } };
}

const SIGNATURE = `revision_id AS "revisionId", signed_on AS "signedOn", office, position`;
const INVITATION = `summit_id AS "summitId", organisation_id AS "organisationId", invited_on AS "invitedOn",
  answer, answered_on AS "answeredOn"`;
const ATTENDANCE = `summit_id AS "summitId", organisation_id AS "organisationId", office`;

const loaders = {
  Organisation: {
    parent: referred("organisations", "parentId", ORGANISATION),
    memberships: pages("memberships", "organisation_id", `joined_on AS "joinedOn", left_on AS "leftOn"`),
    signatures: pages("signatures", "organisation_id", SIGNATURE),
    invitations: pages("invitations", "organisation_id", INVITATION),
    attendances: pages("attendances", "organisation_id", ATTENDANCE),
    engagementOfficers: pages("engagement_officers", "organisation_id", `appointed_on AS "appointedOn", in_office AS "inOffice"`),
    impulses: pages("impulses", "organisation_id", "title"),
    practiceExamples: pages("practice_examples", "organisation_id", "title"),
  },
  Signature: { revision: referred("revisions", "revisionId", "id, number, title") },
  Invitation: {
    summit: referred("summits", "summitId", SUMMIT),
    organisation: referred("organisations", "organisationId", ORGANISATION),
  },
  Attendance: {
    summit: referred("summits", "summitId", SUMMIT),
    organisation: referred("organisations", "organisationId", ORGANISATION),
  },
  Summit: {
    invitations: pages("invitations", "summit_id", INVITATION),
    attendances: pages("attendances", "summit_id", ATTENDANCE),
  },
};

const app = fastify();
const schema = readFileSync(join(import.meta.dirname, "dashboards.graphql"), "utf8");
app.register(mercurius, { schema, resolvers, loaders, jit: 1 });
await app.listen({ host: process.env.HOST, port: Number(process.env.PORT) });
