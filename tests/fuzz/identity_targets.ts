/** Claims of identity: host JWTs, the query of a sign-in at a provider, the provider's answers, and the page after a sign-in. */
import { CompactSign } from "jose";
import { expect } from "expect";
import fc from "fast-check";
import { participantNameSchema } from "../../lib/contract/names.ts";
import { AppError } from "../../lib/server/base/app_error.ts";
import { createHostJwt } from "../../lib/server/sessions/host_jwt.ts";
import { finishOidc, type SignInAnswer, startOidc } from "../../lib/server/http/endpoints/oidc.ts";
import { ownPath, ownPathMaxCharacters } from "../../lib/server/http/kit/own_path.ts";
import { createOidc } from "../../lib/server/accounts/oidc.ts";
import { newSigningKey } from "../fakes/key_server.ts";
import { createScriptedProvider, scriptedIssuer } from "../fakes/scripted_provider.ts";
import { openTestServer, testOrigin } from "../fakes/test_server.ts";
import { judge } from "./endpoint_targets.ts";
import type { FuzzTarget } from "./fuzz_target.ts";
import { almost, oddHeader, oddJson, oddText } from "./odd_values.ts";

/** Paths that some browser takes for another site's page. */
const oddPath = fc.oneof(
  oddText,
  fc.array(
    fc.oneof(
      fc.constantFrom("/", "//", "\\", ".", "..", "%2f", "%5c", "@", ":", "?", "#", "\t", "https:"),
      fc.constantFrom(
        "space/tea",
        "account",
        "api",
        "auth",
        "sign-in",
        "evil.example",
        "javascript",
      ),
      oddText,
    ),
    { maxLength: 6 },
  ).map((parts) => `/${parts.join("")}`),
);

function isOwnPage(path: string): boolean {
  const { origin, pathname } = new URL(path, "https://own.example");
  return origin === "https://own.example" && /^\/(?![/\\])/.test(path) &&
    !/^\/(?:api|auth|sign-in)(?:\/|$)/i.test(pathname);
}

const ownPaths: FuzzTarget = {
  name: "ownPath()",
  share: 6,
  property: () =>
    fc.property(oddPath, (wanted) => {
      const path = ownPath(wanted);
      expect([path, isOwnPage(path)]).toEqual([path, true]);
      expect(new Headers({ location: path }).get("location")).toBe(path);
      // An accepted path is accepted again, unchanged.
      if (path.length <= ownPathMaxCharacters) expect(ownPath(path)).toBe(path);
    }),
};

const hostIssuer = "https://host.example.org";
const claims = { iss: hostIssuer, aud: "madang", sub: "kim", sid: "1", name: "Kim" };

const base64url = { alphabet: "base64url", omitPadding: true } as const;

function encoded(text: string): string {
  return new TextEncoder().encode(text).toBase64(base64url);
}

function keysAt(keys: unknown): string {
  return `data:application/json,${encodeURIComponent(JSON.stringify(keys))}`;
}

const hostJwts: FuzzTarget = {
  name: "host JWTs, and the keys that tell",
  share: 12,
  async property() {
    const key = await newSigningKey("one");
    const keys = { keys: [key.publicJwk] };
    const config = { issuer: hostIssuer, audience: "madang" };
    const server = await openTestServer({ MADANG_RATE_LIMITS: "off" });
    const now = () => server.now;
    const hostJwt = createHostJwt({ ...config, jwksUrl: keysAt(keys) }, now);
    const known = await openTestServer({ MADANG_RATE_LIMITS: "off" }, { hostJwt });
    const exp = Math.floor(server.now / 1000) + 300;
    const signed = (payload: unknown) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(payload) ?? ""))
        .setProtectedHeader({ alg: key.alg, kid: key.kid }).sign(key.privateKey);
    const part = fc.oneof(oddJson.map((json) => encoded(JSON.stringify(json))), oddHeader);
    const header = fc.tuple(
      fc.constantFrom("none", "HS256", "ES256", "RS256", "PS512", "EdDSA", "ES256K", "None", ""),
      fc.constantFrom("one", "two", undefined),
    ).map(([alg, kid]) => encoded(JSON.stringify({ alg, kid })));
    const forged = fc.oneof(
      oddHeader,
      fc.tuple(fc.oneof(header, part), part, part).map((parts) => parts.join(".")),
    );
    const oddKeys = fc.oneof(almost(key.publicJwk).map((odd) => ({ keys: [odd] })), oddJson);
    return fc.asyncProperty(
      fc.oneof(almost({ ...claims, exp }), oddJson),
      forged,
      oddKeys,
      async (payload, forgery, published) => {
        const jwt = await signed(payload);
        const identity = await hostJwt.verify(jwt);
        if (identity !== null) {
          const { userId, sessionId, participantName } = identity;
          for (const id of [userId, sessionId]) expect(id).toMatch(/^host_[\w-]{20,64}$/);
          expect(participantNameSchema.parse(participantName)).toBe(participantName);
        }
        expect(await hostJwt.verify(forgery)).toBeNull();
        const bent = createHostJwt({ ...config, jwksUrl: keysAt(published) }, now);
        await bent.verify(await signed({ ...claims, exp })).catch((error) =>
          expect(error).toMatchObject({ name: "AppError", code: "identity-unavailable" })
        );
        for (const token of [jwt, forgery]) {
          const request = new Request(`${testOrigin}/api/livekit/token`, {
            method: "POST",
            headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
            body: '{"roomName":"space-tea"}',
          });
          await judge(known, request, [jwt]);
        }
      },
    );
  },
};

const discovery = {
  issuer: scriptedIssuer,
  authorization_endpoint: `${scriptedIssuer}/authorize`,
  token_endpoint: `${scriptedIssuer}/token`,
  jwks_uri: `${scriptedIssuer}/jwks`,
  userinfo_endpoint: `${scriptedIssuer}/userinfo`,
};

/** An answer over HTTP that is one, whatever it says. */
function oddAnswer(good: Readonly<Record<string, unknown>>): fc.Arbitrary<() => Response> {
  return fc.record({
    status: fc.oneof(
      { arbitrary: fc.constant(200), weight: 6 },
      { arbitrary: fc.constantFrom(201, 302, 400, 401, 404, 429, 500, 503), weight: 1 },
    ),
    type: fc.oneof(
      { arbitrary: fc.constant("application/json"), weight: 6 },
      { arbitrary: oddHeader, weight: 1 },
    ),
    location: oddHeader,
    body: fc.oneof(
      { arbitrary: almost(good).map((value) => JSON.stringify(value)), weight: 4 },
      { arbitrary: oddJson.map((value) => JSON.stringify(value)), weight: 1 },
      { arbitrary: oddText, weight: 1 },
    ),
  }).map(({ status, type, location, body }) => () =>
    new Response(body, { status, headers: { "content-type": type, location } })
  );
}

const oddIdToken = almost({ iss: scriptedIssuer, aud: "madang", sub: "kim", name: "Kim" });

const oidcConfig = {
  issuer: scriptedIssuer,
  clientId: "madang",
  clientSecret: "a secret",
  providerName: "Home",
  redirectUri: `${testOrigin}/auth/oidc/callback`,
  scope: "openid profile",
  prompt: null,
  signsOutThere: false,
};

/** Refused by a code of ours, or a well-formed principal. */
async function judgeSignIn<Value>(work: Promise<Value>): Promise<Value | null> {
  try {
    return await work;
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    const { code } = error as AppError;
    expect(["sign-in-refused", "identity-unavailable"]).toContain(code);
    return null;
  }
}

const providerAnswers: FuzzTarget = {
  name: "what an identity provider says",
  share: 10,
  async property() {
    const key = await newSigningKey("1", "RS256");
    const plans = fc.record({
      "/.well-known/openid-configuration": oddAnswer(discovery),
      "/token": oddAnswer({ access_token: "a", token_type: "Bearer", id_token: "a.b.c" }),
      "/jwks": oddAnswer({ keys: [key.publicJwk] }),
      "/userinfo": oddAnswer({ sub: "kim", name: "Kim" }),
    }, { requiredKeys: [] });
    const provider = await createScriptedProvider();
    return fc.asyncProperty(plans, oddIdToken, async (odd, said) => {
      provider.instead.clear();
      for (const [path, answer] of Object.entries(odd)) provider.instead.set(path, answer);
      const oidc = createOidc(oidcConfig, Date.now, provider.fetch);
      const begun = await judgeSignIn(oidc.begin());
      if (begun === null) return;
      const { expected } = begun;
      const id_token = await provider.idToken(expected.nonce, said as Record<string, unknown>);
      provider.answer = { id_token };
      const back = { code: "c", state: expected.state, iss: scriptedIssuer };
      const person = await judgeSignIn(oidc.finish(`?${new URLSearchParams(back)}`, expected));
      if (person === null || "declined" in person) return;
      expect(person.subject.length).toBeLessThanOrEqual(255);
      expect(person.subject.isWellFormed()).toBe(true);
      expect(participantNameSchema.parse(person.participantName)).toBe(person.participantName);
    });
  },
};

const oddQuery = (good: Readonly<Record<string, string>>) =>
  fc.oneof(
    oddText.map((text) => `?${text}`),
    fc.array(fc.tuple(fc.oneof(fc.constantFrom(...Object.keys(good)), oddText), oddText), {
      maxLength: 4,
    }).map((pairs) => {
      const query = new URLSearchParams(good);
      for (const [name, value] of pairs) query.set(name, value);
      return `?${query}`;
    }),
  );

const queries: FuzzTarget = {
  name: "the queries of a sign-in at a provider",
  share: 10,
  async property() {
    const provider = await createScriptedProvider();
    const server = await openTestServer({
      PUBLIC_URL: testOrigin,
      OIDC_ISSUER: scriptedIssuer,
      OIDC_CLIENT_ID: "madang",
    });
    const oidc = createOidc(oidcConfig, Date.now, provider.fetch);
    const services = { ...server.services, oidc };
    const ask = (
      step: typeof startOidc,
      search: string,
      headers: Record<string, string>,
    ): Promise<SignInAnswer | null> => {
      const request = new Request(`${testOrigin}/auth/oidc/x${search}`, { headers });
      return judgeSignIn(step(request, services));
    };
    const start = oddQuery({ return: "/space/tea", popup: "1" });
    const back = oddQuery({ code: "c", state: "{state}", iss: scriptedIssuer });
    return fc.asyncProperty(
      start,
      back,
      oddHeader,
      fc.boolean(),
      async (begins, ends, odd, isOdd) => {
        const begun = await ask(startOidc, begins, { "sec-fetch-site": "same-origin" });
        const location = new URL(begun?.headers.get("location") ?? "", testOrigin);
        expect(location.origin).toBe(scriptedIssuer);
        const [cookie] = begun?.headers.getSetCookie() ?? [];
        const { searchParams } = location;
        const nonce = searchParams.get("nonce") ?? "";
        provider.answer = { id_token: await provider.idToken(nonce) };
        const search = ends.replace(/%7Bstate%7D/, searchParams.get("state") ?? "");
        const finished = await ask(finishOidc, search, {
          cookie: isOdd ? `madang_ceremony=${odd}` : cookie.split(";")[0],
        });
        expect(finished?.status).toBeLessThan(500);
        const { view } = finished ?? {};
        if (!view) return;
        expect([view.returnPath, isOwnPage(view.returnPath)]).toEqual([view.returnPath, true]);
        expect(view.startPath.startsWith("/auth/oidc/start?")).toBe(true);
        for (const line of server.lines.splice(0)) JSON.parse(line);
      },
    );
  },
};

export const identityTargets: FuzzTarget[] = [ownPaths, hostJwts, providerAnswers, queries];
