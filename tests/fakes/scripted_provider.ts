/** An OpenID Connect provider that says whatever a test wants, as a `fetch`: what a real one would never say. */
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

export const scriptedIssuer = "https://id.example.org";

export interface ScriptedProvider {
  readonly fetch: (
    url: string,
    init?: { headers?: HeadersInit; body?: unknown },
  ) => Promise<Response>;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  /** The last request to the token endpoint. */
  readonly tokenRequest: { readonly authorization: string | null; readonly form: URLSearchParams };
  /** Signs an ID token for `nonce`; `change` is laid over its claims, `undefined` takes one away. */
  idToken(nonce: string, change?: JWTPayload, header?: Record<string, unknown>): Promise<string>;
  /** What the token endpoint answers with. */
  answer: { id_token?: string } & Record<string, unknown>;
  /** Answers instead, by path. */
  readonly instead: Map<string, () => Response | Promise<Response>>;
  /** Signs with another key from now on, and publishes that alone. */
  rotate(): Promise<void>;
  /** The published keys. */
  jwks(): Promise<{ keys: object[] }>;
}

export async function createScriptedProvider(
  metadata: Record<string, unknown> = {},
): Promise<ScriptedProvider> {
  const newKey = () => generateKeyPair("RS256", { extractable: true });
  let key = await newKey();
  let kid = 1;
  let tokenRequest = { authorization: null as string | null, form: new URLSearchParams() };
  const discovery = {
    issuer: scriptedIssuer,
    authorization_endpoint: `${scriptedIssuer}/authorize`,
    token_endpoint: `${scriptedIssuer}/token`,
    jwks_uri: `${scriptedIssuer}/jwks`,
    userinfo_endpoint: `${scriptedIssuer}/userinfo`,
    // With HS256 among them, as some have: it must not matter.
    id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
    authorization_response_iss_parameter_supported: true,
    ...metadata,
  };
  const provider: ScriptedProvider = {
    asked: [],
    answer: {},
    instead: new Map(),
    get tokenRequest() {
      return tokenRequest;
    },
    async fetch(url, init = {}) {
      const { pathname } = new URL(url);
      provider.asked.push(pathname);
      const other = provider.instead.get(pathname);
      if (other) return await other();
      if (pathname === "/.well-known/openid-configuration") return Response.json(discovery);
      if (pathname === "/jwks") return Response.json(await provider.jwks());
      if (pathname === "/userinfo") return Response.json({ sub: "kim", name: "Kim of userinfo" });
      tokenRequest = {
        authorization: new Headers(init.headers).get("authorization"),
        form: new URLSearchParams(String(init.body)),
      };
      return Response.json({ access_token: "a", token_type: "Bearer", ...provider.answer });
    },
    idToken(nonce, change = {}, header = {}) {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        iss: scriptedIssuer,
        aud: "madang",
        sub: "kim",
        nonce,
        name: "Kim",
        iat: now,
        exp: now + 300,
        ...change,
      };
      return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: String(kid), ...header })
        .sign(key.privateKey);
    },
    async rotate() {
      key = await newKey();
      kid++;
    },
    async jwks() {
      const jwk = await exportJWK(key.publicKey);
      return { keys: [{ ...jwk, kid: String(kid), alg: "RS256", use: "sig" }] };
    },
  };
  return provider;
}
