/**
 * Configuration, parsed from the environment once at the start. docs/configuration.md is made from this schema, one
 * entry a variable: hence its length.
 */
import { z } from "zod";
import type { SpacePolicy } from "../../contract/space.ts";
import { noProxies, parseTrustedProxies, type TrustedProxies } from "../base/client_address.ts";
import {
  type HostJwtConfig,
  hostJwtOf,
  identityVariables,
  type OidcConfig,
  oidcOf,
} from "./identity_config.ts";

function wholeNumber(least: number, most: number) {
  return z.string().regex(/^\d{1,9}$/, "a whole number").transform(Number)
    .pipe(z.number().min(least, `at least ${least}`).max(most, `at most ${most}`));
}

const webOrigin = z.url({ protocol: /^https?$/, error: "an http:// or https:// address" })
  .transform((address) => new URL(address).origin);

const schemeOf = (protocol: RegExp, error: string) =>
  z.url({ protocol, error }).transform((address) => address.replace(/\/+$/, ""));

/**
 * One entry a variable: its schema, its default in words, and its purpose. An empty value counts as absent, since
 * compose files pass empty values on.
 */
export const variables = {
  LIVEKIT_URL: {
    schema: schemeOf(/^wss?$/, "a ws:// or wss:// address").optional(),
    fallback: "required",
    purpose:
      "The LiveKit server as browsers reach it, e.g. `wss://livekit.example.org`; `ws://localhost:7880` in development.",
  },
  LIVEKIT_API_KEY: {
    schema: z.string().max(256).optional(),
    fallback: "required",
    purpose: "LiveKit's API key.",
  },
  LIVEKIT_API_SECRET: {
    schema: z.string().max(256).optional(),
    fallback: "required",
    purpose: "The secret of that key; LiveKit wants 32 characters or more.",
  },
  LIVEKIT_API_URL: {
    schema: schemeOf(/^https?$/, "an http:// or https:// address").optional(),
    fallback: "`LIVEKIT_URL` with http(s)",
    purpose: "The LiveKit server as this server reaches it.",
  },
  LIVEKIT_API_KEY_PREVIOUS: {
    schema: z.string().max(256).optional(),
    fallback: "none",
    purpose: "The old key during a rotation. Its webhooks and tokens are still accepted.",
  },
  LIVEKIT_API_SECRET_PREVIOUS: {
    schema: z.string().max(256).optional(),
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
    schema: z.string().optional(),
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
      .pipe(z.array(webOrigin)).default([]),
    fallback: "none",
    purpose:
      "Origins of other sites whose pages may call the API (CORS, without cookies), separated by commas.",
  },
  ...identityVariables,
} as const;

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
    throw new ConfigError(
      result.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`),
    );
  }
  const parsed = result.data;
  const lines: string[] = [];
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
    trustedProxies: parsed.TRUST_PROXY,
    hasRateLimits: parsed.MADANG_RATE_LIMITS === "on",
    hostJwt,
    oidc,
  };
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
