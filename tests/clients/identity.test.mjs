// Callers of an identity provider that others wrote: npm's oidc-provider, an OpenID-certified one.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import Provider from "oidc-provider";

import { startRegister } from "./register.mjs";

const COLOGNE = "05315000";
const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"];
const CLAIMS = {
  office: { realm_access: { roles: ["default-roles-land", "Geschäftsstelle"] } },
  cologne: { realm_access: { roles: ["municipality"] }, organisation: COLOGNE },
  nobody: {},
};

let folder;
let provider;
let register;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "issuers-"));
  provider = await startProvider();
  const issuers = join(folder, "issuers.toml");
  await writeFile(
    issuers,
    `[[issuer]]\nurl = "${provider.url}"\naudience = "netzwerkregister"\n[issuer.role_names]\n"Geschäftsstelle" = "coordinator"\nmunicipality = "municipality"\n`,
  );
  register = await startRegister({ NETZWERKREGISTER_ISSUERS: issuers, NETZWERKREGISTER_LOCAL_ISSUER: "off" });
});

after(async () => {
  await provider?.stop();
  await rm(folder, { recursive: true, force: true });
  assert.equal(await register?.stop(), 0);
});

// The provider, on a free port; started anew with other signing keys by `rotate`.
async function startProvider() {
  const server = createServer((request, response) => answer(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  let answer;
  const rotate = () => {
    answer = new Provider(url, configuration()).callback();
  };
  rotate();
  return {
    url,
    rotate,
    async token(client, { audience = "netzwerkregister", algorithm = "RS256" } = {}) {
      const asking = { grant_type: "client_credentials", resource: `urn:${audience}:${algorithm}` };
      const response = await fetch(`${url}/token`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${client}:secret`)}` },
        body: new URLSearchParams(asking),
      });
      const { access_token: token, error_description: problem } = await response.json();
      assert.equal(problem, undefined);
      return token;
    },
    stop: () => new Promise((stopped) => server.close(stopped).closeAllConnections()),
  };
}

function configuration() {
  return {
    jwks: { keys: signingKeys() },
    clients: Object.keys(CLAIMS).map((client_id) => ({
      client_id,
      client_secret: "secret",
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
    })),
    extraTokenClaims: (_, token) => CLAIMS[token.clientId],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo(_, resource) {
          const [, audience, alg] = resource.split(":");
          return { audience, scope: "", accessTokenFormat: "jwt", jwt: { sign: { alg } } };
        },
      },
    },
    ttl: { ClientCredentials: 600 },
  };
}

function signingKeys() {
  const pairs = [
    generateKeyPairSync("rsa", { modulusLength: 2048 }),
    generateKeyPairSync("ec", { namedCurve: "P-256" }),
    generateKeyPairSync("ed25519"),
  ];
  return pairs.map(({ privateKey }) => ({ ...privateKey.export({ format: "jwk" }), use: "sig" }));
}

async function ask(token, query, variables = {}) {
  const response = await fetch(`${register.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, headers: response.headers, ...(await response.json()) };
}

const name = "{ network { name } }";

async function plan(token, ags) {
  const found = await ask(token, "query ($ags: String!) { network { organisation(by: { ags: $ags }) { id } } }", { ags });
  return ask(
    token,
    `mutation ($organisation: ID!) { planAccession(input: { organisation: $organisation, on: "2026-01-15" }) {
      ... on PlanAccessionPayload { organisation { name } } ... on Refused { code message } } }`,
    { organisation: found.data.network.organisation.id },
  );
}

test("no local token is told where the local issuer is off", () => {
  assert.equal(register.token, undefined);
});

test("the office of the Land records by the provider's token", async () => {
  const told = await plan(await provider.token("office"), "05112000");
  assert.equal(told.errors, undefined);
  assert.deepEqual(told.data.planAccession, { organisation: { name: "Duisburg" } });
});

test("a municipality records for its own organisation", async () => {
  const told = await plan(await provider.token("cologne"), COLOGNE);
  assert.equal(told.errors, undefined);
  assert.deepEqual(told.data.planAccession, { organisation: { name: "Köln" } });
});

test("whoever has no role here reads, and records nothing", async () => {
  const told = await plan(await provider.token("nobody"), COLOGNE);
  assert.equal(told.errors[0].extensions.code, "FORBIDDEN");
});

test("each algorithm of the provider is verified", async () => {
  for (const algorithm of ALGORITHMS) {
    const told = await ask(await provider.token("office", { algorithm }), name);
    assert.equal(told.status, 200, `${algorithm}: ${JSON.stringify(told.errors)}`);
  }
});

test("a token for somebody else is refused", async () => {
  const told = await ask(await provider.token("office", { audience: "elsewhere" }), name);
  assert.equal(told.status, 401);
  assert.equal(told.errors[0].extensions.code, "CREDENTIALS_REFUSED");
  assert.equal(told.headers.get("www-authenticate"), 'Bearer error="invalid_token"');
});

test("new signing keys hold after a moment, and those that were withdrawn do not any more", async () => {
  const old = await provider.token("office");
  assert.equal((await ask(old, name)).status, 200);
  provider.rotate();
  const renewed = await provider.token("office");
  let told = await ask(renewed, name);
  // The register asks for keys that it does not know at most once in ten seconds.
  for (let tries = 0; told.status === 401 && tries < 30; tries += 1) {
    await sleep(500);
    told = await ask(renewed, name);
  }
  assert.equal(told.status, 200);
  assert.equal((await ask(old, name)).status, 401);
});

test("a provider that is away is missed by nobody whose keys are known", async () => {
  const token = await provider.token("office");
  await provider.stop();
  assert.equal((await ask(token, name)).status, 200);
});
