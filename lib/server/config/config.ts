/**
 * Configuration, parsed from the environment once at the start. docs/configuration.md is made from this schema, one
 * entry a variable: hence its length.
 */
import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";
import type { SpacePolicy } from "../../contract/space.ts";
import { isLoopback } from "../base/is_loopback.ts";
import { noProxies, parseTrustedProxies, type TrustedProxies } from "../base/client_address.ts";
import {
  type HostJwtConfig,
  hostJwtOf,
  identityVariables,
  type OidcConfig,
  oidcOf,
} from "./identity_config.ts";
import { addressOf, callerOrigin, secretText, webOrigin, wholeNumber } from "./value_schemas.ts";

/**
 * One entry a variable: its schema, its default in words, and its purpose. An empty value counts as absent, since
 * compose files pass empty values on.
 */
export const variables = {
  LIVEKIT_URL: {
    schema: addressOf(/^wss?$/, "a ws:// or wss:// address").optional(),
    fallback: "required",
    purpose:
      "The LiveKit server as browsers reach it, e.g. `wss://livekit.example.org`; `ws://localhost:7880` in development.",
  },
  LIVEKIT_API_KEY: {
    schema: secretText(256).optional(),
    fallback: "required",
    purpose: "LiveKit's API key.",
  },
  LIVEKIT_API_SECRET: {
    schema: secretText(256).optional(),
    isSecret: true,
    fallback: "required",
    purpose: "The secret of that key; LiveKit wants 32 characters or more.",
  },
  LIVEKIT_API_URL: {
    schema: addressOf(/^https?$/, "an http:// or https:// address").optional(),
    fallback: "`LIVEKIT_URL` with http(s)",
    purpose: "The LiveKit server as this server reaches it.",
  },
  LIVEKIT_API_KEY_PREVIOUS: {
    schema: secretText(256).optional(),
    fallback: "none",
    purpose: "The old key during a rotation. Its webhooks and tokens are still accepted.",
  },
  LIVEKIT_API_SECRET_PREVIOUS: {
    schema: secretText(256).optional(),
    isSecret: true,
    fallback: "none",
    purpose: "The old key's secret. Set both or neither.",
  },
  MADANG_LIVEKIT: {
    schema: z.enum(["configured", "missing"], "`configured` or `missing`").default("configured"),
    fallback: "`configured`",
    purpose:
      "`missing`: start without a LiveKit server; the pages say so. Set by `deno task dev` where it finds none.",
  },
  // Read by compat/listen_address.ts.
  PORT: {
    schema: z.string().optional(),
    fallback: "`8000`",
    purpose: "The port that this server listens on.",
  },
  HOST: {
    schema: z.string().optional(),
    fallback: "`127.0.0.1`; `0.0.0.0` in the image",
    purpose: "The address that it listens on.",
  },
  PUBLIC_URL: {
    schema: webOrigin.optional(),
    fallback: "each request's own address",
    purpose:
      "The public address of this server, e.g. `https://talk.example.org`. Decides whether cookies are `Secure`, and which origin is the same.",
  },
  KV_URL: {
    schema: z.string().refine(
      (value) => !/^[a-z]+:\/\//i.test(value) || /^https?:\/\//i.test(value),
      "a file path, `:memory:`, or an http(s):// address",
    ).optional(),
    fallback: "`.data/madang.kv`; on Deno Deploy its own",
    purpose: "Storage: a file path, `:memory:`, or the http(s) address of a KV server (denokv).",
  },
  DENO_KV_ACCESS_TOKEN: {
    schema: secretText(1024).optional(),
    isSecret: true,
    fallback: "required where `KV_URL` is an http(s) address",
    purpose: "The KV server's access token, read by Deno itself.",
  },
  LOG_LEVEL: {
    schema: z.enum(["debug", "info", "warn", "error"], "`debug`, `info`, `warn` or `error`")
      .default("info"),
    fallback: "`info`",
    purpose:
      "`debug`, `info`, `warn` or `error`. Only `debug` logs every message of an unexpected error ([log](log.md)).",
  },
  MADANG_TOKEN_LIFETIME_SECONDS: {
    schema: wholeNumber(10, 86_400).default(120),
    fallback: "`120`",
    purpose:
      "How long a LiveKit token may be used for the first connect; LiveKit refreshes it from then on.",
  },
  MADANG_SPACE_CAPACITY: {
    schema: wholeNumber(1, 3_000).default(50),
    fallback: "`50`",
    purpose:
      "People in a space. LiveKit's own limit is set to twice that and ten, since a reload is two participants for a moment.",
  },
  TRUST_PROXY: {
    schema: z.string().transform((text, context) => {
      const proxies = parseTrustedProxies(text);
      if (proxies !== null) return proxies;
      context.addIssue("a number of hops (0 to 16), or addresses and CIDR ranges");
      return z.NEVER;
    }).default(noProxies),
    fallback: "none: the connecting address counts",
    purpose:
      "The trusted reverse proxies in front of this server: a number of hops (`1` for one Caddy or nginx), or their addresses or CIDR ranges, separated by commas. Their `X-Forwarded-For` gives the client's address, which is used for rate limits alone.",
  },
  MADANG_RATE_LIMITS: {
    schema: z.enum(["on", "off"], "`on` or `off`").default("on"),
    fallback: "`on`",
    purpose:
      "`off`: no rate limits ([limits](limits.md)). For benchmarks only; the log warns at the start.",
  },
  MADANG_ADMIN_TOKEN: {
    schema: secretText(256).pipe(z.string().min(32, "at least 32 characters")).optional(),
    isSecret: true,
    fallback: "none: `/api/admin` is off",
    purpose:
      "The token of `deno task admin`, of `/admin` and of `/api/admin` (`Authorization: Bearer …`); 32 characters or more. It may delete every space and account. See [operators.md](operators.md).",
  },
  MADANG_METRICS_TOKEN: {
    schema: secretText(256).pipe(z.string().min(16, "at least 16 characters")).optional(),
    isSecret: true,
    fallback: "none: no metrics are served",
    purpose:
      "The token by which Prometheus reads `GET /metrics` (`Authorization: Bearer …`); 16 characters or more. See [operators.md](operators.md).",
  },
  MADANG_PASSKEYS: {
    schema: z.enum(["on", "off"], "`on` or `off`").default("on").transform((word) => word === "on"),
    fallback: "`on`",
    purpose: "`off`: passkeys cannot be used to sign in or to make an account.",
  },
  MADANG_SPACES: {
    schema: z.enum(["open", "declared"], "`open` or `declared`").default("open"),
    fallback: "`open`",
    purpose:
      "`open`: every link leads to a space; one without an owner is open to everybody. `declared`: only spaces made by a signed-in person exist.",
  },
  MADANG_SPACE_POLICY: {
    schema: z.enum(["open", "members", "knock"], "`open`, `members` or `knock`").default("open"),
    fallback: "`open`",
    purpose:
      "Entry policy of a space that sets none: `open` to everybody, to `members` alone, or also to people who `knock` and are let in from inside.",
  },
  MADANG_ALLOWED_ORIGINS: {
    schema: z.string().transform((list) => list.split(/[\s,]+/).filter((origin) => origin !== ""))
      .pipe(z.array(callerOrigin)).default([]),
    fallback: "none",
    purpose:
      "Origins of other sites and apps whose pages may call the API (CORS, without cookies), separated by commas: `https://a.example`, `capacitor://localhost`.",
  },
  ...identityVariables,
} as const;

/** Variables that hold a secret. Each may come from a file instead, by its name and `_FILE`. */
export const secretVariables = Object.entries(variables)
  .flatMap(([name, entry]) => "isSecret" in entry ? [name] : []);

/** Names that begin as ours do, and that others read: the tasks, the tests, and deploy/. */
const othersVariables = [
  ...["MADANG_FRESH", "MADANG_COMMIT", "MADANG_DOMAIN", "MADANG_WRITE_DOCS", "MADANG_BROWSER"],
  ...["MADANG_CHROMIUM", "MADANG_FIREFOX", "MADANG_PICTURES", "MADANG_PARTICIPANT"],
  "MADANG_PROVIDER",
];

/** Address and keys of the LiveKit server. */
export interface LiveKitConfig {
  /** `ws(s)://…` for browsers. */
  readonly url: string;
  /** `http(s)://…` for server calls. */
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** The key pair before this one, during rotation. */
  readonly previous: { readonly apiKey: string; readonly apiSecret: string } | null;
}

/** The parsed environment. */
export interface Config {
  /** `null`: started without a LiveKit server (development); the pages explain it. */
  readonly livekit: LiveKitConfig | null;
  /** An origin; `null`: each request's own. */
  readonly publicUrl: string | null;
  /** A file path, `:memory:` or an http(s) address; `null`: the platform's own. */
  readonly kvUrl: string | null;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  readonly tokenLifetimeSeconds: number;
  /** Capacity of a space that sets none of its own. */
  readonly spaceCapacity: number;
  /** True: people may sign in and make accounts by passkey. */
  readonly passkeys: boolean;
  /** `declared`: only spaces that an owner made exist. */
  readonly spaces: "open" | "declared";
  /** Entry policy of a space that sets none of its own. */
  readonly spacePolicy: SpacePolicy;
  readonly allowedOrigins: readonly string[];
  /** `null`: nobody may administer over HTTP. */
  readonly adminToken: string | null;
  /** `null`: no metrics are served. */
  readonly metricsToken: string | null;
  /** Ends the names of cookies: browsers share them among all ports of a host, where several servers may listen. */
  readonly cookieSuffix: string;
  readonly trustedProxies: TrustedProxies;
  readonly hasRateLimits: boolean;
  /** A host application's JWTs; `null`: none are accepted. */
  readonly hostJwt: HostJwtConfig | null;
  /** An OpenID Connect provider; `null`: none. */
  readonly oidc: OidcConfig | null;
}

/** The environment is invalid: one line a variable, never its value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(`Cannot start: the environment is not right\n${lines.join("\n")}`);
    this.lines = lines;
  }
}

/** Input of `parseConfig`; `Deno.env.toObject()` fits. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The schemas of a table, by the same names. */
function schemasOf<Table extends Record<string, { readonly schema: z.ZodType }>>(table: Table) {
  const schemas = Object.entries(table).map(([name, { schema }]) => [name, schema]);
  return Object.fromEntries(schemas) as { [Name in keyof Table]: Table[Name]["schema"] };
}

const environmentSchema = z.object(schemasOf(variables));

type Parsed = z.infer<typeof environmentSchema>;

/**
 * Parses the environment.
 *
 * @throws ConfigError naming every wrong or missing variable, without its value.
 */
export function parseConfig(environment: Environment): Config {
  const given = Object.fromEntries(
    Object.keys(variables).map((name) => [name, environment[name] || undefined]),
  );
  const result = environmentSchema.safeParse(given);
  if (!result.success) {
    // The first of each variable says enough.
    const lines = new Map<string, string>();
    for (const { path: [variable], message } of result.error.issues) {
      const name = String(variable);
      if (!lines.has(name)) lines.set(name, `${name}: ${message}`);
    }
    throw new ConfigError([...lines.values(), ...unknownNames(environment)]);
  }
  const parsed = result.data;
  const lines = unknownNames(environment);
  const livekit = livekitOf(parsed, lines);
  if (/^https?:/i.test(parsed.KV_URL ?? "") && parsed.DENO_KV_ACCESS_TOKEN === undefined) {
    lines.push("DENO_KV_ACCESS_TOKEN: missing, and KV_URL is the address of a KV server");
  }
  const hostJwt = hostJwtOf(parsed, lines);
  const oidc = oidcOf(parsed, parsed.PUBLIC_URL, lines);
  if (lines.length > 0) throw new ConfigError(lines);
  return {
    livekit,
    publicUrl: parsed.PUBLIC_URL ?? null,
    kvUrl: parsed.KV_URL ?? (environment.DENO_DEPLOYMENT_ID ? null : ".data/madang.kv"),
    logLevel: parsed.LOG_LEVEL,
    tokenLifetimeSeconds: parsed.MADANG_TOKEN_LIFETIME_SECONDS,
    spaceCapacity: parsed.MADANG_SPACE_CAPACITY,
    passkeys: parsed.MADANG_PASSKEYS,
    spaces: parsed.MADANG_SPACES,
    spacePolicy: parsed.MADANG_SPACE_POLICY,
    allowedOrigins: parsed.MADANG_ALLOWED_ORIGINS,
    cookieSuffix: cookieSuffixOf(parsed),
    adminToken: parsed.MADANG_ADMIN_TOKEN ?? null,
    metricsToken: parsed.MADANG_METRICS_TOKEN ?? null,
    trustedProxies: parsed.TRUST_PROXY,
    hasRateLimits: parsed.MADANG_RATE_LIMITS === "on",
    hostJwt,
    oidc,
  };
}

/** A line for each `MADANG_*` name that nobody reads, with the nearest that somebody does. */
function unknownNames(environment: Environment): string[] {
  const ours = Object.keys(variables);
  const known = [...ours, ...othersVariables, ...secretVariables.map((name) => `${name}_FILE`)];
  const unknown = Object.keys(environment)
    .filter((name) => name.startsWith("MADANG_") && !known.includes(name));
  return unknown.map((name) => {
    const nearest = closest(name, ours);
    const hint = distance(name, nearest) <= name.length / 2 ? `; did you mean ${nearest}?` : "";
    return `${name}: unknown${hint}`;
  });
}

/** `_9000` by the port of the address that browsers see; empty for a scheme's own port and for 8000, our default. */
function cookieSuffixOf({ PUBLIC_URL: publicUrl, PORT: listened = "" }: Parsed): string {
  const port = publicUrl === undefined ? listened : new URL(publicUrl).port;
  return port === "" || port === "8000" ? "" : `_${port}`;
}

/** True where browsers forbid the page to open the socket: https to ws, but for this machine's own. */
function isMixedContent(publicUrl: string | undefined, livekitUrl: string): boolean {
  if (!publicUrl?.startsWith("https:") || !/^ws:/i.test(livekitUrl)) return false;
  return !isLoopback(new URL(publicUrl).hostname) || !isLoopback(new URL(livekitUrl).hostname);
}

function livekitOf(parsed: Parsed, lines: string[]): LiveKitConfig | null {
  if (parsed.MADANG_LIVEKIT === "missing") return null;
  for (const name of ["LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"] as const) {
    if (parsed[name] === undefined) lines.push(`${name}: missing`);
  }
  const previousKey = parsed.LIVEKIT_API_KEY_PREVIOUS;
  const previousSecret = parsed.LIVEKIT_API_SECRET_PREVIOUS;
  if ((previousKey === undefined) !== (previousSecret === undefined)) {
    const missing = previousKey === undefined ? "KEY" : "SECRET";
    lines.push(`LIVEKIT_API_${missing}_PREVIOUS: missing, and its other half is there`);
  }
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret } = parsed;
  if (url === undefined || apiKey === undefined || apiSecret === undefined) return null;
  if (isMixedContent(parsed.PUBLIC_URL, url)) {
    lines.push("LIVEKIT_URL: ws://, which the https pages of PUBLIC_URL may not open; use wss://");
  }
  return {
    url,
    apiUrl: parsed.LIVEKIT_API_URL ?? url.replace(/^ws/i, "http"),
    apiKey,
    apiSecret,
    previous: previousKey !== undefined && previousSecret !== undefined
      ? { apiKey: previousKey, apiSecret: previousSecret }
      : null,
  };
}
