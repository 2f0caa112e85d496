/** Signing in at a real OpenID Connect provider, by the built app. */
import { expect } from "expect";
import { type App, startApp } from "../../toolchain/app.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import {
  type OidcProvider,
  type PersonAtProvider,
  startOidcProvider,
} from "../../toolchain/oidc_provider.ts";
import { BrowserJar } from "./browser_jar.ts";

/** Where an answer leads. */
async function locationOf(answer: Response, base: string): Promise<string> {
  await answer.body?.cancel();
  return new URL(answer.headers.get("location") ?? "", base).href;
}

/** Walks from the start to the provider and through its page; answers the address that leads back. */
async function signInThere(
  { jar, app, provider, person, query = "" }: {
    jar: BrowserJar;
    app: App;
    provider: OidcProvider;
    person: PersonAtProvider | "";
    query?: string;
  },
): Promise<string> {
  const start = await jar.send(`${app.url}/auth/oidc/start${query}`, { site: "same-origin" });
  expect(start.status).toBe(303);
  const asked = await jar.send(await locationOf(start, app.url));
  const choice = await locationOf(asked, provider.issuer);
  // A person who is signed in there already is sent back at once.
  if (choice.startsWith(app.url)) return choice;
  const chosen = await jar.send(choice, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ person }),
  });
  const resumed = await jar.send(await locationOf(chosen, provider.issuer));
  return await locationOf(resumed, provider.issuer);
}

/** The page that says that it went well, and where it goes on. */
async function leadsOn(answer: Response, path: string): Promise<void> {
  expect(answer.status).toBe(200);
  expect(await answer.text()).toMatch(new RegExp(`<a[^>]*id="go-on"[^>]*href="${path}"`));
}

Deno.test("signing in at an OpenID Connect provider, over HTTP", async (test) => {
  const port = freeTcpPort();
  const appUrl = `http://127.0.0.1:${port}`;
  const host = `127.0.0.1:${port}`;
  const provider = await startOidcProvider({ appUrl });
  const app = await startApp({ liveKit: null, port, env: provider.env });
  const arrive = (jar: BrowserJar, address: string) => jar.send(address, { site: "cross-site" });
  try {
    await test.step("alice comes back to the space that she came from, and has a session", async () => {
      const jar = new BrowserJar();
      const query = "?return=/space/tea";
      const address = await signInThere({ jar, app, provider, person: "alice", query });
      const answer = await arrive(jar, address);
      await leadsOn(answer, "/space/tea");
      expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(jar.cookie(host, `madang_user_${port}`)).toMatch(/^mdu_/);
      expect(jar.cookie(host, "madang_ceremony")).toBeUndefined();
      const page = await (await jar.send(`${app.url}/space/tea`)).text();
      expect(page).toContain("Alice Archer");

      // The same address again: the code, the state and the ceremony are spent.
      const stolen = jar.cookie(host, `madang_user_${port}`);
      const replay = await arrive(jar, address);
      expect(replay.status).toBe(401);
      expect(await replay.text()).toContain("Sign-in failed");
      expect(jar.cookie(host, `madang_user_${port}`)).toBe(stolen);

      // Another browser, in which no sign-in began.
      const stranger = new BrowserJar();
      const theirs = await arrive(stranger, address);
      expect([theirs.status, stranger.cookie(host, `madang_user_${port}`)]).toEqual([
        401,
        undefined,
      ]);
      await theirs.body?.cancel();
    });

    await test.step("the provider refuses a code that another sign-in got [S17]", async () => {
      const [alice, bob] = [new BrowserJar(), new BrowserJar()];
      const ofAlice = new URL(await signInThere({ jar: alice, app, provider, person: "alice" }));
      const ofBob = new URL(await signInThere({ jar: bob, app, provider, person: "bob" }));
      // Bob's state and cookie, and alice's code: the verifier is not hers.
      ofBob.searchParams.set("code", ofAlice.searchParams.get("code") ?? "");
      const answer = await arrive(bob, ofBob.href);
      expect([answer.status, bob.cookie(host, `madang_user_${port}`)]).toEqual([401, undefined]);
      await answer.body?.cancel();
    });

    await test.step("another browser cannot finish with a cookie of its own", async () => {
      const [alice, mallory] = [new BrowserJar(), new BrowserJar()];
      const address = await signInThere({ jar: mallory, app, provider, person: "bob" });
      await signInThere({ jar: alice, app, provider, person: "alice" });
      const answer = await arrive(alice, address);
      expect([answer.status, alice.cookie(host, `madang_user_${port}`)]).toEqual([401, undefined]);
      await answer.body?.cancel();
    });

    await test.step("a pop-up gets a page that closes itself, under a nonce, without any secret", async () => {
      const jar = new BrowserJar();
      const query = "?popup=1&return=/space/tea";
      const address = await signInThere({ jar, app, provider, person: "bob", query });
      const answer = await arrive(jar, address);
      const html = await answer.text();
      expect(answer.status).toBe(200);
      const policy = answer.headers.get("content-security-policy") ?? "";
      const nonce = /script-src 'self' 'nonce-(\w+)'/.exec(policy)?.[1];
      expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
      expect(html).toContain(`<script nonce="${nonce}">`);
      expect(html).toContain(`{"signIn":"done"}`);
      const { searchParams } = new URL(address);
      for (const secret of ["code", "state"]) {
        expect(html).not.toContain(searchParams.get(secret) ?? secret);
      }
      expect(html).not.toContain(jar.cookie(host, `madang_user_${port}`) ?? "mdu_");
    });

    await test.step("a cancelled sign-in leads back to the choice", async () => {
      const jar = new BrowserJar();
      const address = await signInThere({
        jar,
        app,
        provider,
        person: "",
        query: "?return=/space/tea",
      });
      const answer = await arrive(jar, address);
      expect([answer.status, answer.headers.get("location")])
        .toEqual([303, "/sign-in?return=%2Fspace%2Ftea"]);
      await answer.body?.cancel();
    });

    await test.step("another site's page begins nothing here", async () => {
      const jar = new BrowserJar();
      const answer = await jar.send(`${app.url}/auth/oidc/start`, { site: "cross-site" });
      expect([answer.status, answer.headers.get("location")]).toEqual([303, "/sign-in"]);
      expect(answer.headers.getSetCookie()).toEqual([]);
      await answer.body?.cancel();
      const post = await jar.send(`${app.url}/auth/oidc/callback`, { method: "POST" });
      expect(post.status).toBe(405);
      await post.body?.cancel();
    });

    await test.step("a provider that is frozen is a page with 503; with new keys it is good again", async () => {
      const jar = new BrowserJar();
      const address = await signInThere({ jar, app, provider, person: "alice" });
      provider.signal("SIGSTOP");
      const start = performance.now();
      const answer = await arrive(jar, address);
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
      expect(await answer.text()).toContain("Test House is not responding");
      expect(performance.now() - start).toBeLessThan(30_000);
      provider.signal("SIGCONT");
      await provider.restart();
      const again = await signInThere({ jar, app, provider, person: "alice" });
      const done = await arrive(jar, again);
      await leadsOn(done, "/");
    });

    await test.step("nothing of a sign-in stands in the log", () => {
      expect(app.output).not.toMatch(/mdu_|code=|state=|Alice|Bob/);
      expect(app.output).toContain("oidc-sign-in-failed");
    });
  } finally {
    await app.stop();
    await provider.stop();
  }
});

Deno.test("a public client signs in without a secret", async () => {
  const port = freeTcpPort();
  const provider = await startOidcProvider({
    appUrl: `http://127.0.0.1:${port}`,
    isPublicClient: true,
  });
  const app = await startApp({ liveKit: null, port, env: provider.env });
  try {
    const jar = new BrowserJar();
    const address = await signInThere({ jar, app, provider, person: "bob" });
    const answer = await jar.send(address, { site: "cross-site" });
    await leadsOn(answer, "/");
    expect(jar.cookie(`127.0.0.1:${port}`, `madang_user_${port}`)).toMatch(/^mdu_/);
  } finally {
    await app.stop();
    await provider.stop();
  }
});
