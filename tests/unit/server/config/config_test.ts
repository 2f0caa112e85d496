import { expect } from "expect";
import { ConfigError, parseConfig, variables } from "../../../../lib/server/config/config.ts";
import { configurationPage } from "../../../../lib/server/config/config_page.ts";

const secret = "a-secret-of-at-least-32-characters";
const good = {
  LIVEKIT_URL: "wss://lk.example.org",
  LIVEKIT_API_KEY: "k",
  LIVEKIT_API_SECRET: secret,
};

function linesOf(environment: Record<string, string>): readonly string[] {
  try {
    parseConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}

Deno.test("parseConfig() needs LiveKit's three variables and has defaults for the rest", () => {
  expect(parseConfig(good)).toEqual({
    livekit: {
      url: "wss://lk.example.org",
      apiUrl: "https://lk.example.org",
      apiKey: "k",
      apiSecret: secret,
      previous: null,
    },
    passkeys: true,
    publicUrl: null,
    kvUrl: ".data/madang.kv",
    logLevel: "info",
    tokenLifetimeSeconds: 120,
    trustedProxies: { hops: 0 },
    hasRateLimits: true,
    spaceCapacity: 50,
    spaces: "open",
    spacePolicy: "open",
    allowedOrigins: [],
    hostJwt: null,
    oidc: null,
  });
  expect(linesOf({})).toEqual([
    "LIVEKIT_URL: missing",
    "LIVEKIT_API_KEY: missing",
    "LIVEKIT_API_SECRET: missing",
  ]);
});

Deno.test("parseConfig() starts without LiveKit by MADANG_LIVEKIT=missing", () => {
  expect(parseConfig({ MADANG_LIVEKIT: "missing" }).livekit).toBeNull();
});

Deno.test("parseConfig() treats an empty value as absent", () => {
  expect(parseConfig({ ...good, LOG_LEVEL: "", PUBLIC_URL: "" }).logLevel).toBe("info");
  expect(linesOf({ ...good, LIVEKIT_API_KEY: "" })).toEqual(["LIVEKIT_API_KEY: missing"]);
});

Deno.test("parseConfig() reports one line a variable, and never a value", () => {
  const wrong = {
    LIVEKIT_URL: "https://lk.example.org/5ecret",
    LIVEKIT_API_KEY: "k",
    LIVEKIT_API_SECRET: "5ecret".repeat(50),
    PUBLIC_URL: "5ecret",
    KV_URL: "ftp://5ecret",
    LOG_LEVEL: "5ecret",
    MADANG_TOKEN_LIFETIME_SECONDS: "1",
    TRUST_PROXY: "5ecret",
    MADANG_RATE_LIMITS: "5ecret",
    MADANG_ALLOWED_ORIGINS: "https://a.example, 5ecret",
  };
  const lines = linesOf(wrong);
  const names = Object.keys(wrong).filter((name) => name !== "LIVEKIT_API_KEY");
  expect(lines.map((line) => line.split(":")[0]).toSorted()).toEqual(names.toSorted());
  expect(lines.join("\n")).not.toContain("5ecret");
});

Deno.test("parseConfig() requires both halves of the previous key, and a KV server's token", () => {
  expect(linesOf({ ...good, LIVEKIT_API_KEY_PREVIOUS: "old" })).toEqual([
    "LIVEKIT_API_SECRET_PREVIOUS: missing, and its other half is there",
  ]);
  expect(linesOf({ ...good, KV_URL: "http://localhost:4512" })[0]).toContain(
    "DENO_KV_ACCESS_TOKEN",
  );
  const { livekit } = parseConfig({
    ...good,
    LIVEKIT_API_KEY_PREVIOUS: "old",
    LIVEKIT_API_SECRET_PREVIOUS: secret,
  });
  expect(livekit?.previous).toEqual({ apiKey: "old", apiSecret: secret });
});

Deno.test("parseConfig() normalizes addresses", () => {
  const config = parseConfig({
    ...good,
    PUBLIC_URL: "https://Talk.example.org/",
    MADANG_ALLOWED_ORIGINS: "https://a.example, https://b.example:8443/",
    LIVEKIT_API_URL: "http://livekit:7880/",
  });
  expect(config.publicUrl).toBe("https://talk.example.org");
  expect(config.allowedOrigins).toEqual(["https://a.example", "https://b.example:8443"]);
  expect(config.livekit?.apiUrl).toBe("http://livekit:7880");
});

Deno.test("parseConfig() uses the platform's own storage on Deno Deploy", () => {
  expect(parseConfig({ ...good, DENO_DEPLOYMENT_ID: "d" }).kvUrl).toBeNull();
  expect(parseConfig({ ...good, DENO_DEPLOYMENT_ID: "d", KV_URL: ":memory:" }).kvUrl)
    .toBe(":memory:");
});

Deno.test("docs/configuration.md is made from the schema", async () => {
  const page = new URL("../../../../docs/configuration.md", import.meta.url);
  if (Deno.env.get("MADANG_WRITE_DOCS")) await Deno.writeTextFile(page, configurationPage());
  expect(await Deno.readTextFile(page)).toBe(configurationPage());
  expect(configurationPage()).toContain(Object.keys(variables).at(-1));
});

const hostJwt = {
  AUTH_JWKS_URL: "https://host.example.org/jwks",
  AUTH_JWT_ISSUER: "https://host.example.org",
  AUTH_JWT_AUDIENCE: "madang",
};

Deno.test("parseConfig() accepts all three variables of a host application's JWTs, or none", () => {
  expect(parseConfig({ ...good, ...hostJwt }).hostJwt).toEqual({
    jwksUrl: "https://host.example.org/jwks",
    issuer: "https://host.example.org",
    audience: "madang",
  });
  for (const name of Object.keys(hostJwt)) {
    expect(linesOf({ ...good, ...hostJwt, [name]: "" }))
      .toEqual([`${name}: missing, and another AUTH_ variable is there`]);
  }
});

Deno.test("parseConfig() accepts an OpenID Connect provider, with a secret or without", () => {
  const oidc = {
    PUBLIC_URL: "https://talk.example.org",
    OIDC_ISSUER: "https://id.example.org/realms/home",
    OIDC_CLIENT_ID: "madang",
  };
  const expected = {
    issuer: "https://id.example.org/realms/home",
    clientId: "madang",
    clientSecret: null,
    providerName: "id.example.org",
    redirectUri: "https://talk.example.org/auth/oidc/callback",
  };
  expect(parseConfig({ ...good, ...oidc }).oidc).toEqual(expected);
  const more = { OIDC_CLIENT_SECRET: "s", OIDC_PROVIDER_NAME: "Home" };
  expect(parseConfig({ ...good, ...oidc, ...more }).oidc)
    .toEqual({ ...expected, clientSecret: "s", providerName: "Home" });
  expect(linesOf({ ...good, OIDC_ISSUER: oidc.OIDC_ISSUER })).toEqual([
    "OIDC_CLIENT_ID: missing, and OIDC_ISSUER is there",
    "PUBLIC_URL: missing, and OIDC_ISSUER is there",
  ]);
  expect(linesOf({ ...good, OIDC_CLIENT_SECRET: "s" }))
    .toEqual(["OIDC_ISSUER: missing, and another OIDC_ variable is there"]);
});

Deno.test("parseConfig() accepts plain http for identity providers only on this machine", () => {
  const lineOf = (name: string, value: string) =>
    linesOf({ ...good, [name]: value }).find((line) => line.startsWith(`${name}:`)) ?? "";
  const only = "an https:// address (http:// only on this machine itself)";
  for (const name of ["OIDC_ISSUER", "AUTH_JWKS_URL"]) {
    for (const host of ["id.example.org", "10.0.0.1", "127.0.0.1.evil.org", "localhost.evil.org"]) {
      expect(lineOf(name, `http://${host}/x`)).toBe(`${name}: ${only}`);
    }
    for (const host of ["localhost:9000", "127.0.0.1:9000", "[::1]:9000", "id.localhost"]) {
      expect(lineOf(name, `http://${host}/x`)).not.toContain(only);
    }
    expect(lineOf(name, "file:///etc/passwd")).toContain("an https:// address");
  }
});
