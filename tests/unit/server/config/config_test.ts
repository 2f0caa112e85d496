import { expect } from "expect";
import { ConfigError, parseConfig, variables } from "../../../../lib/server/config/config.ts";
import { withSecretFiles } from "../../../../lib/server/config/secret_files.ts";
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
    cookieSuffix: "",
    adminToken: null,
    metricsToken: null,
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

Deno.test("parseConfig() names cookies by the port, so that two servers of one host keep their own", () => {
  const suffix = (environment: Record<string, string>) =>
    parseConfig({ ...good, ...environment }).cookieSuffix;
  expect(suffix({ PORT: "8000" })).toBe("");
  expect(suffix({ PORT: "8001" })).toBe("_8001");
  expect(suffix({ PORT: "8001", PUBLIC_URL: "https://talk.example.org" })).toBe("");
  expect(suffix({ PORT: "8001", PUBLIC_URL: "https://talk.example.org:8443" })).toBe("_8443");
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
    scope: "openid profile",
    prompt: null,
    signsOutThere: false,
  };
  expect(parseConfig({ ...good, ...oidc }).oidc).toEqual(expected);
  const more = { OIDC_CLIENT_SECRET: "s", OIDC_PROVIDER_NAME: "Home" };
  expect(parseConfig({ ...good, ...oidc, ...more }).oidc)
    .toEqual({ ...expected, clientSecret: "s", providerName: "Home" });
  const choices = {
    ...{ OIDC_SCOPE: "openid profile email", OIDC_PROMPT: "select_account" },
    OIDC_SIGN_OUT: "provider",
  };
  expect(parseConfig({ ...good, ...oidc, ...choices }).oidc).toEqual({
    ...expected,
    scope: "openid profile email",
    prompt: "select_account",
    signsOutThere: true,
  });
  expect(linesOf({ ...good, ...oidc, OIDC_SCOPE: "profile", OIDC_PROMPT: "none" })).toEqual([
    "OIDC_SCOPE: openid, and others after a blank",
    "OIDC_PROMPT: login or select_account",
  ]);
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

Deno.test("parseConfig() refuses what would fail later without a word", () => {
  const page = { ...good, PUBLIC_URL: "https://talk.example.org" };
  const wrong: [Record<string, string>, string][] = [
    [
      { ...page, LIVEKIT_URL: "ws://lk.example.org" },
      "LIVEKIT_URL: ws://, which the https pages of PUBLIC_URL may not open; use wss://",
    ],
    [{ ...good, LIVEKIT_API_SECRET: `"${secret}"` }, "LIVEKIT_API_SECRET: has quotes around it"],
    [
      { ...good, LIVEKIT_API_SECRET: `${secret}\n` },
      "LIVEKIT_API_SECRET: has blanks or line ends in it",
    ],
    [{ ...good, LIVEKIT_API_KEY: " k" }, "LIVEKIT_API_KEY: has blanks or line ends in it"],
    [{ ...good, DENO_KV_ACCESS_TOKEN: "'t'" }, "DENO_KV_ACCESS_TOKEN: has quotes around it"],
    [
      { ...good, PUBLIC_URL: "https://example.org/talk" },
      "PUBLIC_URL: an address without a path, such as https://talk.example.org",
    ],
    [
      { ...good, MADANG_ALLOWED_ORIGINS: "*" },
      "MADANG_ALLOWED_ORIGINS: each origin by its name; there are no wildcards",
    ],
    [
      { ...good, MADANG_ALLOWED_ORIGINS: "https://*.example.org" },
      "MADANG_ALLOWED_ORIGINS: each origin by its name; there are no wildcards",
    ],
    [
      { ...good, MADANG_ALLOWED_ORIGINS: "https://a.example/app" },
      "MADANG_ALLOWED_ORIGINS: origins without a path",
    ],
    [
      {
        ...page,
        OIDC_CLIENT_ID: "madang",
        OIDC_ISSUER: "https://id.example.org/.well-known/openid-configuration",
      },
      "OIDC_ISSUER: the issuer alone, without /.well-known/ and what follows",
    ],
    [
      { ...good, MADANG_SPACE_POLICIES: "knock" },
      "MADANG_SPACE_POLICIES: unknown; did you mean MADANG_SPACE_POLICY?",
    ],
    [
      { ...good, MADANG_TEAPOT_BREWING_TEMPERATURE: "90" },
      "MADANG_TEAPOT_BREWING_TEMPERATURE: unknown",
    ],
  ];
  for (const [environment, line] of wrong) expect(linesOf(environment)).toContain(line);
});

Deno.test("parseConfig() tells wrong values and unknown names together", () => {
  expect(linesOf({ ...good, LOG_LEVEL: "loud", MADANG_SPACE_POLICYS: "knock" })).toEqual([
    "LOG_LEVEL: `debug`, `info`, `warn` or `error`",
    "MADANG_SPACE_POLICYS: unknown; did you mean MADANG_SPACE_POLICY?",
  ]);
});

Deno.test("parseConfig() accepts an app's own origin, and ws:// between loopback addresses", () => {
  const origins = "capacitor://localhost, Tauri://Localhost, https://a.example/";
  expect(parseConfig({ ...good, MADANG_ALLOWED_ORIGINS: origins }).allowedOrigins)
    .toEqual(["capacitor://localhost", "tauri://localhost", "https://a.example"]);
  const local = { PUBLIC_URL: "https://localhost:8443", LIVEKIT_URL: "ws://127.0.0.1:7880" };
  expect(parseConfig({ ...good, ...local }).livekit?.url).toBe("ws://127.0.0.1:7880");
});

Deno.test("withSecretFiles() reads a secret's file, without the line end that an editor adds", () => {
  const files: Record<string, string> = { "/run/secrets/lk": `${secret}\n`, "/empty": "\n" };
  const readFile = (path: string) => {
    if (path in files) return files[path];
    throw new Deno.errors.NotFound(path);
  };
  const { LIVEKIT_API_SECRET: _, ...rest } = good;
  const from = (environment: Record<string, string>) => {
    try {
      return withSecretFiles(environment, readFile);
    } catch (error) {
      if (error instanceof ConfigError) return error.lines;
      throw error;
    }
  };
  const named = { ...rest, LIVEKIT_API_SECRET_FILE: "/run/secrets/lk" };
  expect(parseConfig(withSecretFiles(named, readFile)).livekit?.apiSecret).toBe(secret);
  expect(from({ ...good, LIVEKIT_API_SECRET_FILE: "/run/secrets/lk" })).toEqual([
    "LIVEKIT_API_SECRET_FILE: LIVEKIT_API_SECRET is there too; keep one of them",
  ]);
  expect(from({ ...rest, OIDC_CLIENT_SECRET_FILE: "/5ecret" })).toEqual([
    "OIDC_CLIENT_SECRET_FILE: the file cannot be read (NotFound)",
  ]);
  expect(from({ ...rest, LIVEKIT_API_SECRET_FILE: "/empty" })).toEqual([
    "LIVEKIT_API_SECRET_FILE: the file is empty",
  ]);
});
