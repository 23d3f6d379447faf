// Subscriptions of Mercurius, as they come: one process, events told through its own emitter.
//
// It has no log: POST /send takes a list of frames, of which every subscriber is told.
import Fastify from "fastify";
import mercurius from "mercurius";

const schema = `
  scalar DateTime
  scalar JSON
  scalar LogCursor
  scalar Position
  type Event { type: String!, stream: ID!, recordedAt: DateTime!, payload: JSON! }
  type EventFrame { position: Position, previousPosition: LogCursor, scannedThrough: LogCursor!, event: Event }
  type Query { ready: Boolean! }
  type Subscription { events(after: LogCursor): EventFrame! }
`;
const resolvers = { Subscription: { events: { subscribe: (root, args, { pubsub }) => pubsub.subscribe("EVENTS") } } };

const app = Fastify();
app.register(mercurius, { schema, resolvers, subscription: true });
app.post("/send", async (request) => {
  for (const events of request.body) await app.graphql.pubsub.publish({ topic: "EVENTS", payload: { events } });
  return "";
});
await app.listen({ host: process.env.HOST, port: Number(process.env.PORT) });
