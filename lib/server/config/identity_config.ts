/** Variables of identity providers: a host application's JWT (`AUTH_*`) and OpenID Connect (`OIDC_*`). A part of config.ts. */
import { z } from "zod";
import { isLoopback } from "../base/is_loopback.ts";
import { secretText } from "./value_schemas.ts";

/** https, or http on a loopback host: plain http can be read by everything between two machines. */
const overTls = z.url({ protocol: /^https?$/, error: "an https:// address" }).refine(
  (address) => {
    if (!URL.canParse(address)) return false;
    const { protocol, hostname } = new URL(address);
    return protocol === "https:" || isLoopback(hostname);
  },
  "an https:// address (http:// only on this machine itself)",
);

const word = (maxLength: number) => z.string().max(maxLength, `at most ${maxLength} characters`);

/** Variables, in the form of config.ts. */
export const identityVariables = {
  AUTH_JWKS_URL: {
    schema: overTls.optional(),
    fallback: "none",
    purpose:
      "A host application's public keys (JWKS): a request with its JWT as `Authorization: Bearer` is signed in as its user. See [sign-in.md](sign-in.md). Set all three `AUTH_*` or none.",
  },
  AUTH_JWT_ISSUER: {
    schema: word(512).optional(),
    fallback: "none",
    purpose: "The exact `iss` of the host application's JWT.",
  },
  AUTH_JWT_AUDIENCE: {
    schema: word(512).optional(),
    fallback: "none",
    purpose: "The `aud` of the host application's JWT, or one of them.",
  },
  OIDC_ISSUER: {
    schema: overTls.refine(
      (address) => !address.includes("/.well-known/"),
      "the issuer alone, without /.well-known/ and what follows",
    ).optional(),
    fallback: "none",
    purpose:
      "An OpenID Connect provider for sign-in, e.g. `https://id.example.org/realms/home`. Needs `OIDC_CLIENT_ID` and `PUBLIC_URL`; register `<PUBLIC_URL>/auth/oidc/callback` there. See [sign-in.md](sign-in.md).",
  },
  OIDC_CLIENT_ID: {
    schema: word(512).optional(),
    fallback: "none",
    purpose: "This server's client id at the provider.",
  },
  OIDC_CLIENT_SECRET: {
    schema: secretText(1024).optional(),
    isSecret: true,
    fallback: "none: a public client (PKCE is used either way)",
    purpose: "The secret of that client.",
  },
  OIDC_PROVIDER_NAME: {
    schema: word(40).optional(),
    fallback: "the issuer's host name",
    purpose: "The provider's name on the button *Continue with …*.",
  },
  OIDC_SCOPE: {
    schema: word(200).regex(/^openid( [\w:./-]+)*$/, "openid, and others after a blank")
      .optional(),
    fallback: "`openid profile`",
    purpose:
      "What the provider is asked for. With ` email` the part of the mail address before its `@` can be the name, where there is no other.",
  },
  OIDC_PROMPT: {
    schema: z.enum(["login", "select_account"], "login or select_account").optional(),
    fallback: "none: the provider remembers who signed in last",
    purpose:
      "What the provider shows at each sign-in: `select_account` lets the next person choose, `login` asks for the password again.",
  },
  OIDC_SIGN_OUT: {
    schema: z.enum(["here", "provider"], "here or provider").optional(),
    fallback: "`here`",
    purpose:
      "`provider`: *Sign out* on the account's page signs out at the provider too; register `<PUBLIC_URL>/` there as the address after signing out.",
  },
} as const;

/** Issuer, keys and audience of the JWTs that are accepted. */
export interface HostJwtConfig {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
}

/** An OpenID Connect provider, and this server's registration there. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** `null`: a public client. */
  readonly clientSecret: string | null;
  /** The provider's name on the button. */
  readonly providerName: string;
  /** Address that the provider redirects to; registered there. */
  readonly redirectUri: string;
  readonly scope: string;
  /** What the provider shows at each sign-in; `null`: its own choice. */
  readonly prompt: "login" | "select_account" | null;
  /** A sign-out here signs out at the provider too. */
  readonly signsOutThere: boolean;
}

type Table = typeof identityVariables;

type Parsed = { readonly [Name in keyof Table]?: z.infer<Table[Name]["schema"]> };

/** Reads the `AUTH_*` variables; `null` where none is set. Missing ones of an incomplete set are reported in `lines`. */
export function hostJwtOf(parsed: Parsed, lines: string[]): HostJwtConfig | null {
  const { AUTH_JWKS_URL: jwksUrl, AUTH_JWT_ISSUER: issuer, AUTH_JWT_AUDIENCE: audience } = parsed;
  if (jwksUrl !== undefined && issuer !== undefined && audience !== undefined) {
    return { jwksUrl, issuer, audience };
  }
  const names = ["AUTH_JWKS_URL", "AUTH_JWT_ISSUER", "AUTH_JWT_AUDIENCE"] as const;
  const missing = names.filter((name) => parsed[name] === undefined);
  if (missing.length === names.length) return null;
  for (const name of missing) lines.push(`${name}: missing, and another AUTH_ variable is there`);
  return null;
}

/** Reads the `OIDC_*` variables; `null` where none is set. Missing ones of an incomplete set are reported in `lines`. */
export function oidcOf(
  parsed: Parsed,
  publicUrl: string | undefined,
  lines: string[],
): OidcConfig | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = parsed;
  const others = [
    ...["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_PROVIDER_NAME"] as const,
    ...["OIDC_SCOPE", "OIDC_PROMPT", "OIDC_SIGN_OUT"] as const,
  ];
  if (issuer === undefined) {
    if (others.some((name) => parsed[name] !== undefined)) {
      lines.push("OIDC_ISSUER: missing, and another OIDC_ variable is there");
    }
    return null;
  }
  if (clientId === undefined) lines.push("OIDC_CLIENT_ID: missing, and OIDC_ISSUER is there");
  if (publicUrl === undefined) lines.push("PUBLIC_URL: missing, and OIDC_ISSUER is there");
  if (clientId === undefined || publicUrl === undefined) return null;
  return {
    issuer,
    clientId,
    clientSecret: parsed.OIDC_CLIENT_SECRET ?? null,
    providerName: parsed.OIDC_PROVIDER_NAME ?? new URL(issuer).host,
    redirectUri: `${publicUrl}${oidcCallbackPath}`,
    scope: parsed.OIDC_SCOPE ?? "openid profile",
    prompt: parsed.OIDC_PROMPT ?? null,
    signsOutThere: parsed.OIDC_SIGN_OUT === "provider",
  };
}

/** Path that a provider redirects to. */
const oidcCallbackPath = "/auth/oidc/callback";
