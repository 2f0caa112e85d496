/** Accounts over HTTP and on a real KV: pages, addresses, and what outlives the process. */
import { expect } from "expect";
import { join } from "node:path";
import {
  accountSchema,
  authenticationOptionsSchema,
  recoveryCodesSchema,
  registrationOptionsSchema,
  userSessionsSchema,
} from "../../lib/contract/account.ts";
import { startApp } from "../../toolchain/app.ts";
import { FakeAuthenticator } from "../fakes/fake_authenticator.ts";

/** A browser's part in this: it keeps cookies and says where its requests come from. */
class Visitor {
  readonly #cookies = new Map<string, string>();

  constructor(readonly url: string) {}

  async send(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await fetch(this.url + path, {
      method,
      redirect: "manual",
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        "origin": this.url,
        "sec-fetch-site": "same-origin",
        "cookie": [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }

  async json(method: string, path: string, body?: unknown): Promise<unknown> {
    return await (await this.send(method, path, body)).json();
  }

  /** Where a page leads, without its body. */
  async leadsTo(path: string): Promise<[number, string | null]> {
    const answer = await this.send("GET", path);
    await answer.body?.cancel();
    return [answer.status, answer.headers.get("location")];
  }
}

Deno.test("accounts over HTTP", async (test) => {
  const folder = await Deno.makeTempDir();
  const app = await startApp({ liveKit: null, kvUrl: join(folder, "madang.kv") });
  const url = `http://localhost:${app.port}`;
  const kim = new Visitor(url);
  const key = new FakeAuthenticator(url);
  const signIn = async (visitor: Visitor) => {
    const options = await visitor.json("POST", "/api/passkeys/authentication/options", {});
    const answer = await key.answer(authenticationOptionsSchema.parse(options));
    const signedIn = await visitor.send("POST", "/api/passkeys/authentication", answer);
    await signedIn.body?.cancel();
    return signedIn.status;
  };
  let code = "";
  try {
    await test.step("the pages ask a stranger to sign in, and lead a user on", async () => {
      expect(await kim.leadsTo("/account")).toEqual([303, "/sign-in?return=/account"]);
      expect(await kim.leadsTo("/sign-in")).toEqual([200, null]);
      const options = await kim.json("POST", "/api/passkeys/registration/options", {
        participantName: "Kim",
      });
      const made = await key.register(registrationOptionsSchema.parse(options));
      const answer = await kim.send("POST", "/api/passkeys/registration", made);
      expect([answer.status, await answer.json()]).toMatchObject([201, { participantName: "Kim" }]);
      expect(await kim.leadsTo("/account")).toEqual([200, null]);
      expect(await kim.leadsTo("/sign-in?return=/space/tea")).toEqual([303, "/space/tea"]);
      expect(await kim.leadsTo("/sign-in?return=//evil.example")).toEqual([303, "/"]);
      const home = await kim.send("GET", "/");
      expect(home.headers.get("cache-control")).toBe("no-store");
      expect(await home.text()).toContain('href="/account"');
      const codes = await kim.json("POST", "/api/recovery-codes", {});
      code = recoveryCodesSchema.parse(codes).codes[0];
    });

    await test.step("sessions, passkeys and codes outlive the process", async () => {
      await app.restart();
      const account = accountSchema.parse(await kim.json("GET", "/api/account"));
      expect(account).toMatchObject({ participantName: "Kim", recoveryCodesLeft: 10 });
      const phone = new Visitor(url);
      expect(await signIn(phone)).toBe(201);
      const id = account.passkeys[0].id;
      const named = await phone.json("PATCH", `/api/passkeys/${id}`, { label: "Blue" });
      expect(accountSchema.parse(named).passkeys[0].label).toBe("Blue");
      const used = await new Visitor(url).send("POST", "/api/recovery", { code });
      expect(used.status).toBe(201);
      await used.body?.cancel();
      const again = await new Visitor(url).send("POST", "/api/recovery", { code });
      expect([again.status, (await again.json()).code]).toEqual([401, "sign-in-refused"]);
    });

    await test.step("a session that is ended from elsewhere proves nothing any more, nor does one that signed out", async () => {
      const phone = new Visitor(url);
      expect(await signIn(phone)).toBe(201);
      const { sessions } = userSessionsSchema.parse(await phone.json("GET", "/api/user-sessions"));
      const own = sessions.find(({ isOwn }) => isOwn)?.id;
      expect((await kim.send("DELETE", `/api/user-sessions/${own}`)).status).toBe(204);
      expect(await phone.leadsTo("/account")).toEqual([303, "/sign-in?return=/account"]);
      expect((await kim.send("DELETE", "/api/user-sessions/me")).status).toBe(204);
      const gone = await kim.send("GET", "/api/account");
      expect([gone.status, (await gone.json()).code]).toEqual([401, "unauthenticated"]);
    });
  } finally {
    await app.stop();
    await Deno.remove(folder, { recursive: true });
  }
});
