/** Signing in by OpenID Connect: every claim, refusal and failure of a provider, so the file is long. */
import { expect } from "expect";
import { generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import {
  createOidc,
  discoveryLifeMs,
  type Oidc,
  type OidcExpected,
  type OidcPerson,
  providerErrorOf,
} from "../../../../lib/server/accounts/oidc.ts";
import type { OidcConfig } from "../../../../lib/server/config/identity_config.ts";
import {
  createScriptedProvider,
  scriptedIssuer,
  type ScriptedProvider,
} from "../../../fakes/scripted_provider.ts";

const clock = { now: Date.UTC(2026, 10, 23) };

function open(
  provider: ScriptedProvider,
  clientSecret: string | null = "a secret:+",
  change: Partial<OidcConfig> = {},
): Oidc {
  const config = {
    issuer: scriptedIssuer,
    clientId: "madang",
    clientSecret,
    providerName: "Home",
    redirectUri: "https://talk.example.org/auth/oidc/callback",
    scope: "openid profile",
    prompt: null,
    signsOutThere: false,
    ...change,
  };
  return createOidc(config, () => clock.now, provider.fetch);
}

function back(expected: OidcExpected, change: Record<string, string | undefined> = {}): string {
  const query = { code: "c", state: expected.state, iss: scriptedIssuer, ...change };
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]]
  );
  return `?${new URLSearchParams(given)}`;
}

/** The code of the error of `work`, else its answer. */
async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
}

Deno.test("begin() sends to the provider with state, nonce and a challenge that are new each time", async () => {
  const provider = await createScriptedProvider();
  const oidc = open(provider);
  const { url, expected } = await oidc.begin();
  const { origin, pathname, searchParams } = new URL(url);
  expect(origin + pathname).toBe(`${scriptedIssuer}/authorize`);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(expected.verifier));
  expect(Object.fromEntries(searchParams)).toEqual({
    client_id: "madang",
    response_type: "code",
    redirect_uri: "https://talk.example.org/auth/oidc/callback",
    scope: "openid profile",
    state: expected.state,
    nonce: expected.nonce,
    code_challenge: new Uint8Array(hash).toBase64({ alphabet: "base64url", omitPadding: true }),
    code_challenge_method: "S256",
  });
  const again = await oidc.begin();
  const all = [expected, again.expected].flatMap((each) => Object.values(each));
  expect(new Set(all).size).toBe(6);
  expect(provider.asked).toEqual(["/.well-known/openid-configuration"]);
});

Deno.test("begin() treats metadata without a sign-in address as an unavailable provider, and reads it again", async () => {
  const provider = await createScriptedProvider();
  provider.instead.set(
    "/.well-known/openid-configuration",
    () => Response.json({ issuer: scriptedIssuer }),
  );
  const oidc = open(provider);
  expect(await outcomeOf(oidc.begin())).toBe("identity-unavailable");
  provider.instead.clear();
  expect(await outcomeOf(oidc.begin())).toMatchObject({ url: expect.any(String) });
});

Deno.test("finish() answers the person, and sends verifier and secret", async () => {
  const provider = await createScriptedProvider();
  const oidc = open(provider);
  const { expected } = await oidc.begin();
  provider.answer = { id_token: await provider.idToken(expected.nonce) };
  expect(await oidc.finish(back(expected), expected))
    .toEqual({ issuer: scriptedIssuer, subject: "kim", participantName: "Kim" });
  const { authorization, form } = provider.tokenRequest;
  expect(authorization).toBe(`Basic ${btoa("madang:a+secret%3A%2B")}`);
  expect(form.get("code_verifier")).toBe(expected.verifier);
  expect(form.get("redirect_uri")).toBe("https://talk.example.org/auth/oidc/callback");
  expect(form.has("client_secret")).toBe(false);
});

Deno.test("finish() sends the secret in the body where that alone is taken, and none of a public client", async () => {
  const inBody = await createScriptedProvider({
    token_endpoint_auth_methods_supported: ["client_secret_post"],
  });
  const open2 = await createScriptedProvider();
  for (const [provider, secret, sent] of [[inBody, "s", "s"], [open2, null, null]] as const) {
    const oidc = open(provider, secret);
    const { expected } = await oidc.begin();
    provider.answer = { id_token: await provider.idToken(expected.nonce) };
    expect(await oidc.finish(back(expected), expected)).toMatchObject({ subject: "kim" });
    expect(provider.tokenRequest.authorization).toBeNull();
    expect(provider.tokenRequest.form.get("client_secret")).toBe(sent);
    expect(provider.tokenRequest.form.get("client_id")).toBe("madang");
  }
});

Deno.test("finish() refuses an ID token that is not this sign-in's, or not the provider's [S20]", async () => {
  const provider = await createScriptedProvider();
  const strange = await generateKeyPair("RS256");
  const publicKey = new TextEncoder().encode(JSON.stringify((await provider.jwks()).keys[0]));
  const now = Math.floor(Date.now() / 1000);
  const attacks: Record<string, (nonce: string) => Promise<string | undefined> | string> = {
    "another nonce": () => provider.idToken("another"),
    "no nonce": (nonce) => provider.idToken(nonce, { nonce: undefined }),
    "another audience": (nonce) => provider.idToken(nonce, { aud: "other" }),
    "for another client of several": (nonce) =>
      provider.idToken(nonce, { aud: ["madang", "other"], azp: "other" }),
    "another issuer": (nonce) => provider.idToken(nonce, { iss: "https://evil.example.org" }),
    "expired": (nonce) => provider.idToken(nonce, { iat: now - 900, exp: now - 60 }),
    "not yet valid": (nonce) => provider.idToken(nonce, { nbf: now + 300 }),
    "no subject": (nonce) => provider.idToken(nonce, { sub: undefined }),
    "a subject too long": (nonce) => provider.idToken(nonce, { sub: "k".repeat(256) }),
    "an unknown kid": (nonce) => provider.idToken(nonce, {}, { kid: "unknown" }),
    "a strange key": (nonce) => signedBy(strange.privateKey, "RS256", nonce),
    "HS256 with the public key for a secret": (nonce) => signedBy(publicKey, "HS256", nonce),
    "HS256 with the client's secret": (nonce) =>
      signedBy(new TextEncoder().encode("a secret:+"), "HS256", nonce),
    "no signature": (nonce) => new UnsecuredJWT(claimsOf(nonce)).encode(),
    "no ID token": () => Promise.resolve(undefined),
    "nonsense": () => "nonsense",
  };
  const oidc = open(provider);
  for (const [name, attack] of Object.entries(attacks)) {
    const { expected } = await oidc.begin();
    provider.answer = { id_token: await attack(expected.nonce) };
    expect([name, await outcomeOf(oidc.finish(back(expected), expected))])
      .toEqual([name, "sign-in-refused"]);
  }
});

function claimsOf(nonce: string): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return { iss: scriptedIssuer, aud: "madang", sub: "kim", nonce, iat: now, exp: now + 300 };
}

function signedBy(key: CryptoKey | Uint8Array, alg: string, nonce: string): Promise<string> {
  return new SignJWT(claimsOf(nonce)).setProtectedHeader({ alg, kid: "1" }).sign(key);
}

Deno.test("finish() sends no request where state or issuer of the answer do not match [S19]", async () => {
  const provider = await createScriptedProvider();
  const oidc = open(provider);
  const { expected } = await oidc.begin();
  const answers: Record<string, string> = {
    "another state": back(expected, { state: "other" }),
    "no state": back(expected, { state: undefined }),
    "the state twice": `${back(expected)}&state=${expected.state}`,
    "another provider's answer": back(expected, { iss: "https://evil.example.org" }),
    "no issuer, where the provider always says it": back(expected, { iss: undefined }),
    "no code": back(expected, { code: undefined }),
    "an error under another state": back(expected, { error: "access_denied", state: "other" }),
    "nothing": "",
  };
  for (const [name, search] of Object.entries(answers)) {
    expect([name, await outcomeOf(oidc.finish(search, expected))])
      .toEqual([name, "sign-in-refused"]);
  }
  expect(provider.asked).not.toContain("/token");
});

Deno.test("finish() refuses a used code, and answers the provider's word for a person who declined", async () => {
  const provider = await createScriptedProvider();
  const oidc = open(provider);
  const { expected } = await oidc.begin();
  provider.instead.set("/token", () => Response.json({ error: "invalid_grant" }, { status: 400 }));
  expect(await outcomeOf(oidc.finish(back(expected), expected))).toBe("sign-in-refused");
  for (const error of ["access_denied", "login_required"]) {
    expect(await oidc.finish(back(expected, { code: undefined, error }), expected))
      .toEqual({ declined: error });
  }
});

Deno.test("providerErrorOf() has the provider's own word, and no other text", async () => {
  const provider = await createScriptedProvider();
  const oidc = open(provider);
  const { expected } = await oidc.begin();
  const wordOf = (search: string) =>
    oidc.finish(search, expected).then(() => "no error", providerErrorOf);
  const badClient = { error: "invalid_client", error_description: "the client kim@example.org" };
  provider.instead.set("/token", () => Response.json(badClient, { status: 401 }));
  expect(await wordOf(back(expected))).toBe("invalid_client");
  const elsewhere = (error: string) => back(expected, { code: undefined, error });
  expect(await wordOf(elsewhere("temporarily_unavailable"))).toBe("temporarily_unavailable");
  expect(await wordOf(elsewhere("Kim's <b>"))).toBe("other");
  provider.instead.set("/token", () => Promise.reject(new TypeError("error sending request")));
  expect(await wordOf(back(expected))).toBeNull();
});

Deno.test("begin() asks for the configured scope, and lets the next person choose where that is configured", async () => {
  const provider = await createScriptedProvider();
  const change = { scope: "openid profile email", prompt: "select_account" } as const;
  const { searchParams } = new URL((await open(provider, null, change).begin()).url);
  expect([searchParams.get("scope"), searchParams.get("prompt")])
    .toEqual(["openid profile email", "select_account"]);
});

Deno.test("signOutUrl() leads to the provider and back to the home page; null where the provider has none", async () => {
  const end_session_endpoint = `${scriptedIssuer}/logout?theme=dark`;
  const address = await open(await createScriptedProvider({ end_session_endpoint })).signOutUrl();
  const { origin, pathname, searchParams } = new URL(address ?? "");
  expect([origin + pathname, Object.fromEntries(searchParams)]).toEqual([
    `${scriptedIssuer}/logout`,
    {
      ...{ theme: "dark", client_id: "madang" },
      post_logout_redirect_uri: "https://talk.example.org/",
    },
  ]);
  const provider = await createScriptedProvider();
  expect(await open(provider).signOutUrl()).toBeNull();
  provider.instead.set("/.well-known/openid-configuration", () => new Response("no"));
  expect(await outcomeOf(open(provider).signOutUrl())).toBe("identity-unavailable");
});

Deno.test("begin() and finish() fail with identity-unavailable, and read the metadata again the next time", async () => {
  const provider = await createScriptedProvider();
  const oidc = open(provider);
  const discovery = "/.well-known/openid-configuration";
  const troubles: Record<string, () => Response | Promise<Response>> = {
    "an error": () => new Response("no", { status: 500 }),
    "a page": () => new Response("<html>", { headers: { "content-type": "text/html" } }),
    "elsewhere": () => new Response(null, { status: 302, headers: { location: "/x" } }),
    "no connection": () => Promise.reject(new TypeError("error sending request")),
    "time": () => Promise.reject(new DOMException("too late", "TimeoutError")),
  };
  for (const [name, trouble] of Object.entries(troubles)) {
    provider.instead.set(discovery, trouble);
    expect([name, await outcomeOf(oidc.begin())]).toEqual([name, "identity-unavailable"]);
  }
  provider.instead.set(discovery, () => Response.json({ issuer: "https://evil.example.org" }));
  expect(await outcomeOf(oidc.begin())).toBe("identity-unavailable");
  provider.instead.clear();
  for (const [name, trouble] of Object.entries(troubles)) {
    const { expected } = await oidc.begin();
    provider.answer = { id_token: await provider.idToken(expected.nonce) };
    for (const path of ["/token", "/jwks"]) {
      provider.instead.set(path, trouble);
      expect([path, name, await outcomeOf(oidc.finish(back(expected), expected))])
        .toEqual([path, name, "identity-unavailable"]);
      provider.instead.clear();
    }
  }
  const { expected } = await oidc.begin();
  provider.instead.set("/token", () => Response.json({ error: "invalid_client" }, { status: 401 }));
  expect(await outcomeOf(oidc.finish(back(expected), expected))).toBe("identity-unavailable");
  expect(await outcomeOf(oidc.finish(back(expected, { error: "server_error" }), expected)))
    .toBe("identity-unavailable");
});

Deno.test("finish() takes the provider's new key at the second try at the latest", async () => {
  const provider = await createScriptedProvider();
  const oidc = open(provider);
  const signIn = async () => {
    const { expected } = await oidc.begin();
    provider.answer = { id_token: await provider.idToken(expected.nonce) };
    return await outcomeOf(oidc.finish(back(expected), expected));
  };
  expect(await signIn()).toMatchObject({ subject: "kim" });
  await provider.rotate();
  await signIn();
  expect(await signIn()).toMatchObject({ subject: "kim" });
});

Deno.test("begin() reads the provider's metadata again after an hour, and once for calls at once", async () => {
  const provider = await createScriptedProvider();
  const oidc = open(provider);
  await Promise.all(Array.from({ length: 20 }, () => oidc.begin()));
  expect(provider.asked.length).toBe(1);
  clock.now += discoveryLifeMs - 1;
  await oidc.begin();
  expect(provider.asked.length).toBe(1);
  clock.now += 1;
  await oidc.begin();
  expect(provider.asked.length).toBe(2);
});

Deno.test("finish() finds the name in the ID token, else at the userinfo endpoint, else goes without", async () => {
  const provider = await createScriptedProvider();
  const oidc = open(provider);
  const nameFor = async (change: JWTPayload) => {
    const { expected } = await oidc.begin();
    provider.answer = { id_token: await provider.idToken(expected.nonce, change) };
    return (await oidc.finish(back(expected), expected) as OidcPerson).participantName;
  };
  expect(await nameFor({ name: undefined, preferred_username: "kim\u202e" })).toBe("kim");
  expect(provider.asked).not.toContain("/userinfo");
  expect(await nameFor({ name: undefined })).toBe("Kim of userinfo");
  const parts = { name: undefined, given_name: "민준", family_name: "김" };
  expect(await nameFor(parts)).toBe("김민준");
  expect(await nameFor({ name: undefined, nickname: "Min" })).toBe("Min");
  // The mail's local part is for where there is nothing else.
  expect(await nameFor({ name: undefined, email: "kim@example.org" })).toBe("Kim of userinfo");
  provider.instead.set(
    "/userinfo",
    () => Response.json({ sub: "kim", email: "m.kim@example.org" }),
  );
  expect(await nameFor({ name: undefined })).toBe("m.kim");
  // Userinfo of another subject is ignored.
  provider.instead.set("/userinfo", () => Response.json({ sub: "lee", name: "Lee" }));
  expect(await nameFor({ name: undefined })).toBe("Member");
  provider.instead.set("/userinfo", () => new Response(null, { status: 500 }));
  expect(await nameFor({ name: undefined })).toBe("Member");
});
