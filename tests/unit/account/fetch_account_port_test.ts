import { expect } from "expect";
import { AppFailure } from "../../../lib/api/app_failure.ts";
import { FetchAccountPort } from "../../../lib/account/FetchAccountPort.ts";
import { openTestServer } from "../../fakes/test_server.ts";
import { FakeAuthenticator } from "../../fakes/fake_authenticator.ts";
import { testOrigin } from "../../fakes/test_server.ts";

/** The port against the real endpoints, with an authenticator in software in the browser's place. */
async function openPort() {
  const server = await openTestServer();
  const browser = server.browser();
  const key = new FakeAuthenticator(testOrigin);
  const fetch = (path: string | URL | Request, init?: RequestInit) => {
    const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : undefined;
    return browser.send(init?.method ?? "GET", String(path), body);
  };
  const port = new FetchAccountPort(fetch, () =>
    Promise.resolve({
      createPasskey: (options) => key.register(options),
      answerByPasskey: (options) => key.answer(options),
    }));
  return { server, browser, port };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(() => null, (error: unknown) => error);
  if (!(error instanceof AppFailure)) throw new Error("It did not fail as it should");
  return error.code;
}

Deno.test("FetchAccountPort sends every request of the account's pages", async () => {
  const { port, browser } = await openPort();
  expect((await port.register("Kim")).participantName).toBe("Kim");
  expect((await port.account()).passkeys).toHaveLength(1);
  expect((await port.rename("Lee")).participantName).toBe("Lee");
  const { passkeys: [first, second] } = await port.addPasskey();
  expect((await port.labelPasskey(second.id, "Blue")).passkeys[1].label).toBe("Blue");
  expect((await port.removePasskey(first.id)).passkeys).toHaveLength(1);
  const codes = await port.renewRecoveryCodes();
  await port.signOut();
  expect(browser.cookies.has("madang_user")).toBe(false);
  await port.usePasskey();
  await port.signOut();
  await port.useRecoveryCode(codes[0]);
  const [session] = await port.sessions();
  expect(session.isOwn).toBe(true);
  await port.endSession(session.id);
  expect(await codeOf(port.account())).toBe("unauthenticated");
});

Deno.test("FetchAccountPort tells failures apart by code", async () => {
  const { server, port } = await openPort();
  expect(await codeOf(port.useRecoveryCode("AAAA"))).toBe("sign-in-refused");
  expect(await codeOf(port.register(" "))).toBe("invalid-body");
  server.kv.isAway = true;
  expect(await codeOf(port.usePasskey())).toBe("storage-unavailable");
  const away = new FetchAccountPort(() => Promise.reject(new TypeError("no network")));
  expect(await codeOf(away.account())).toBe("offline");
  const proxy = new FetchAccountPort(() =>
    Promise.resolve(new Response("<html>", { status: 502 }))
  );
  expect(await codeOf(proxy.account())).toBe("unexpected");
  const odd = new FetchAccountPort(() => Promise.resolve(Response.json({})));
  expect(await codeOf(odd.account())).toBe("unexpected");
});
