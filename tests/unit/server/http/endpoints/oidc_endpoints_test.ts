import { expect } from "expect";
import { pendingSignInKey, userIdentityKey } from "../../../../../lib/server/rows/kv_keys.ts";
import { createOidc } from "../../../../../lib/server/accounts/oidc.ts";
import {
  finishOidc,
  oidcCeremonyLifeMs,
  providerSignOutPath,
  type SignInAnswer,
  signOutAtProvider,
  startOidc,
} from "../../../../../lib/server/http/endpoints/oidc.ts";
import { hashToken } from "../../../../../lib/server/base/session_tokens.ts";
import {
  createScriptedProvider,
  scriptedIssuer,
  type ScriptedProvider,
} from "../../../../fakes/scripted_provider.ts";
import { openTestServer, type TestServer } from "../../../../fakes/test_server.ts";

const origin = "http://localhost:8000";

/** A browser with its cookies, which calls the endpoints of one sign-in. */
class Visitor {
  readonly cookies = new Map<string, string>();
  constructor(readonly server: TestServer, readonly provider: ScriptedProvider) {}

  async get(
    path: string,
    step: typeof startOidc,
    headers: Record<string, string> = {},
  ): Promise<SignInAnswer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const request = new Request(origin + path, { headers: { ...headers, cookie } });
    const answer = await step(request, this.server.services);
    for (const line of answer.headers.getSetCookie()) {
      expect(line).toContain("; HttpOnly; SameSite=Lax");
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    return answer;
  }

  start(query = "", site = "same-origin"): Promise<SignInAnswer> {
    return this.get(`/auth/oidc/start${query}`, startOidc, { "sec-fetch-site": site });
  }

  /** Begins a sign-in; returns the query with which the provider would send this browser back. */
  async begin(query = ""): Promise<string> {
    const { headers, status } = await this.start(query);
    expect(status).toBe(303);
    const { searchParams } = new URL(headers.get("location") ?? "");
    const nonce = searchParams.get("nonce") ?? "";
    this.provider.answer = { id_token: await this.provider.idToken(nonce) };
    const state = searchParams.get("state") ?? "";
    return `?${new URLSearchParams({ code: "c", state, iss: scriptedIssuer })}`;
  }

  finish(search: string): Promise<SignInAnswer> {
    return this.get(`/auth/oidc/callback${search}`, finishOidc, {
      "sec-fetch-site": "cross-site",
    });
  }
}

async function open(more: Record<string, string> = {}, metadata: Record<string, unknown> = {}) {
  const provider = await createScriptedProvider(metadata);
  const environment = {
    PUBLIC_URL: origin,
    OIDC_ISSUER: scriptedIssuer,
    OIDC_CLIENT_ID: "madang",
    OIDC_PROVIDER_NAME: "Home",
    ...more,
  };
  const server = await openTestServer(environment);
  const oidc = server.services.config.oidc && createOidc(
    server.services.config.oidc,
    () => server.now,
    provider.fetch,
  );
  const services = { ...server.services, oidc };
  return { provider, server, visitor: () => new Visitor({ ...server, services }, provider) };
}

/** Signed in, shown by a page, which tells this browser's other tabs. */
const signedIn = (returnPath: string) => ({
  status: 200,
  view: { outcome: "done", isPopup: false, returnPath },
});
const refused = { status: 401, view: { outcome: "failed", isAway: false } };

Deno.test("a sign-in at a provider returns to its page, signed in as the same user each time", async () => {
  const { server, visitor } = await open();
  const [laptop, phone] = [visitor(), visitor()];
  for (const browser of [laptop, phone]) {
    const answer = await browser.finish(await browser.begin("?return=/space/tea"));
    expect(answer).toMatchObject(signedIn("/space/tea"));
    expect([...browser.cookies.keys()]).toEqual(["madang_user"]);
    expect(browser.cookies.get("madang_user")).toMatch(/^mdu_/);
  }
  expect((await server.kv.get(userIdentityKey(scriptedIssuer, "kim"))).value).not.toBeNull();
  expect((await server.kv.list(["user"])).length).toBe(1);
  expect((await server.kv.list(["ceremony"])).length).toBe(0);
});

Deno.test("a pop-up ends with a page that shows the outcome and none of the secrets", async () => {
  const { visitor } = await open();
  const browser = visitor();
  const search = await browser.begin("?popup=1&return=/space/tea");
  const { status, headers, view } = await browser.finish(search);
  expect([status, headers.get("location")]).toEqual([200, null]);
  expect(view).toEqual({
    outcome: "done",
    isAway: false,
    isPopup: true,
    providerName: "Home",
    returnPath: "/space/tea",
    startPath: "/auth/oidc/start?return=%2Fspace%2Ftea&popup=1",
  });
});

Deno.test("an answer counts once, in the browser that began, for ten minutes [S18]", async () => {
  const { server, visitor } = await open();
  const browser = visitor();
  const search = await browser.begin();
  const ceremony = browser.cookies.get("madang_ceremony") ?? "";
  const stranger = visitor();
  expect(await stranger.finish(search)).toMatchObject(refused);
  // The stranger has a pending sign-in of their own.
  await stranger.begin();
  expect(await stranger.finish(search)).toMatchObject(refused);
  expect(stranger.cookies.has("madang_user")).toBe(false);
  const another = await browser.begin();
  expect(await browser.finish(search)).toMatchObject(refused);
  expect(await browser.finish(another)).toMatchObject(refused);
  // In the right order the answer counts once, and not again with the old cookie.
  const good = await browser.begin();
  const kept = browser.cookies.get("madang_ceremony") ?? "";
  expect((await browser.finish(good)).status).toBe(200);
  for (const cookie of [kept, ceremony, ""]) {
    const replay = visitor();
    replay.cookies.set("madang_ceremony", cookie);
    expect(await replay.finish(good)).toMatchObject(refused);
    expect(replay.cookies.has("madang_user")).toBe(false);
  }
  const late = await browser.begin();
  server.now += oidcCeremonyLifeMs;
  expect(await browser.finish(late)).toMatchObject(refused);
});

Deno.test("of ten requests that finish the same sign-in at once, one succeeds", async () => {
  const { visitor } = await open();
  const browser = visitor();
  const search = await browser.begin();
  const ceremony = browser.cookies.get("madang_ceremony") ?? "";
  const outcomes = await Promise.all(Array.from({ length: 10 }, async () => {
    const twin = visitor();
    twin.cookies.set("madang_ceremony", ceremony);
    return (await twin.finish(search)).status;
  }));
  expect(outcomes.toSorted()).toEqual([200, ...Array(9).fill(401)]);
});

Deno.test("a pending sign-in by passkey does not count at the callback", async () => {
  const { server, visitor } = await open();
  const browser = visitor();
  const search = await browser.begin();
  const key = pendingSignInKey(hashToken(browser.cookies.get("madang_ceremony") ?? ""));
  const row = (await server.kv.get(key)).value;
  const writes = [{ type: "set", key, value: { ...row, kind: "passkey" } } as const];
  await server.kv.commit({ checks: [], writes });
  expect(await browser.finish(search)).toMatchObject(refused);
});

Deno.test("a cancelled sign-in returns to the sign-in page, or closes the pop-up", async () => {
  const { visitor } = await open();
  const browser = visitor();
  const denied = (search: string) => search.replace("code=c", "error=access_denied");
  const answer = await browser.finish(denied(await browser.begin("?return=/space/tea")));
  expect([answer.status, answer.headers.get("location")])
    .toEqual([303, "/sign-in?return=%2Fspace%2Ftea"]);
  const popup = await browser.finish(denied(await browser.begin("?popup=1")));
  expect(popup).toMatchObject({ status: 200, view: { outcome: "cancelled", isPopup: true } });
  expect(browser.cookies.has("madang_user")).toBe(false);
});

Deno.test("a sign-in never redirects to another site, and never begins on one", async () => {
  const { visitor } = await open();
  const browser = visitor();
  for (const path of ["//evil.org", "/\\evil.org", "https:evil.org", "/.//evil.org"]) {
    const search = await browser.begin(`?return=${encodeURIComponent(path)}`);
    expect([path, (await browser.finish(search)).view?.returnPath]).toEqual([path, "/"]);
  }
  for (const site of ["cross-site", "same-site", "none"]) {
    const { status, headers } = await browser.start("?return=/space/tea", site);
    expect([status, headers.get("location"), headers.getSetCookie()])
      .toEqual([303, "/sign-in?return=%2Fspace%2Ftea", []]);
  }
});

Deno.test("a provider that does not answer gives a page with 503, at the start and at the callback", async () => {
  const { provider, visitor } = await open();
  const browser = visitor();
  const search = await browser.begin("?return=/space/tea");
  const away = {
    status: 503,
    view: { outcome: "failed", isAway: true, startPath: "/auth/oidc/start?return=%2Fspace%2Ftea" },
  };
  provider.instead.set("/token", () => new Response(null, { status: 502 }));
  const answer = await browser.finish(search);
  expect(answer).toMatchObject(away);
  expect(answer.headers.get("retry-after")).toBe("5");
  provider.instead.set("/.well-known/openid-configuration", () => Promise.reject(new TypeError()));
  expect(await browser.start("?return=/space/tea")).toMatchObject(away);
});

Deno.test("startOidc() and finishOidc() reject without storage, and without a provider", async () => {
  const { server, visitor } = await open();
  const browser = visitor();
  const search = await browser.begin();
  server.kv.isAway = true;
  await expect(browser.finish(search)).rejects.toMatchObject({ code: "storage-unavailable" });
  await expect(browser.start()).rejects.toMatchObject({ code: "storage-unavailable" });
  const { services } = await openTestServer();
  const request = new Request(`${origin}/auth/oidc/start`);
  await expect(startOidc(request, services)).rejects.toMatchObject({ code: "not-found" });
  await expect(finishOidc(request, services)).rejects.toMatchObject({ code: "not-found" });
});

Deno.test("the log has the provider's word for why nobody signed in, and nothing of the person", async () => {
  const { server, visitor, provider } = await open();
  const browser = visitor();
  const declined = new URLSearchParams(await browser.begin());
  declined.delete("code");
  declined.set("error", "access_denied");
  declined.set("error_description", "kim@example.org is not assigned");
  await browser.finish(`?${declined}`);
  const search = await browser.begin();
  const refusal = { error: "invalid_client", error_description: "kim@example.org" };
  provider.instead.set("/token", () => Response.json(refusal, { status: 401 }));
  await browser.finish(search);
  const lines = server.lines.map((line) => JSON.parse(line));
  expect(lines.find(({ event }) => event === "oidc-sign-in-declined")).toMatchObject({
    ...{ level: "info", reason: "access_denied" },
  });
  expect(lines.find(({ event }) => event === "oidc-sign-in-failed")).toMatchObject({
    ...{ level: "warn", providerError: "invalid_client" },
  });
  expect(server.lines.join("\n")).not.toContain("kim@example.org");
});

Deno.test("signing out leads to the provider where that is configured, for its own users, from our pages [S373]", async () => {
  const end_session_endpoint = `${scriptedIssuer}/logout`;
  const { server, visitor, provider } = await open({ OIDC_SIGN_OUT: "provider" }, {
    end_session_endpoint,
  });
  const { config } = server.services;
  expect(providerSignOutPath(config, [scriptedIssuer])).toBe("/auth/oidc/sign-out");
  expect(providerSignOutPath(config, ["https://other.example.org"])).toBeNull();
  const { services } = visitor().server;
  const leave = async (site: string) => {
    const headers = { "sec-fetch-site": site };
    const request = new Request(`${origin}/auth/oidc/sign-out`, { headers });
    const answer = await signOutAtProvider(request, services);
    return [answer.status, (answer.headers.get("location") ?? "").split("?")[0]];
  };
  expect(await leave("same-origin")).toEqual([303, end_session_endpoint]);
  expect(await leave("cross-site")).toEqual([303, "/"]);
  // A provider that does not answer: signed out here all the same.
  provider.instead.set("/.well-known/openid-configuration", () => new Response("no"));
  server.now += 3_600_001;
  expect(await leave("same-origin")).toEqual([303, "/"]);

  const off = await open();
  expect(providerSignOutPath(off.server.services.config, [scriptedIssuer])).toBeNull();
  await expect(
    signOutAtProvider(new Request(`${origin}/auth/oidc/sign-out`), off.visitor().server.services),
  ).rejects.toMatchObject({ code: "not-found" });
});
