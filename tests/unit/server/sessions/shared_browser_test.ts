/** One browser, used by several people one after another: none continues as the person before. */
import { expect } from "expect";
import { departureAnswerSchema } from "../../../../lib/contract/departure.ts";
import { signIn } from "../../../../lib/server/http/kit/signed_in.ts";
import { seatKey, userKey } from "../../../../lib/server/rows/kv_keys.ts";
import { setRow } from "../../../../lib/server/storage/kv_port.ts";
import { newUser } from "../../../../lib/server/accounts/users.ts";
import { asked, heard, join, owned } from "../../../fakes/owned_space.ts";
import { type TestBrowser, testOrigin, type TestServer } from "../../../fakes/test_server.ts";

async function account(server: TestServer, userId: string): Promise<void> {
  const user = newUser({ userId, participantName: userId }, server.now);
  await server.kv.commit({ checks: [], writes: [setRow(userKey(userId), user)] });
}

/** The end that all ways of signing in share. */
async function signInBy(
  server: TestServer,
  browser: TestBrowser,
  userId: string,
): Promise<void> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const { headers } = await signIn(
    new Request(testOrigin, { headers: { cookie } }),
    server.services,
    userId,
  );
  for (const line of headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === "") browser.cookies.delete(name);
    else browser.cookies.set(name, value);
  }
}

/** Kim is inside as a guest with the role moderator, and signs in, but has no token as a user yet. */
async function guestWhoSignsIn() {
  const { server, owner, guest } = await owned({ policy: "members" });
  const browser = await guest("Kim");
  const { people } = await (await owner.send("GET", "/api/spaces/tea/people")).json();
  expect(people).toEqual([]);
  await owner.send("PATCH", "/api/spaces/tea", { policy: "open" });
  const seatId = await join(server, browser);
  const { token } = await browser.token("tea");
  const give = { role: "moderator" };
  expect(await heard(owner.send("PUT", `/api/spaces/tea/people/${seatId}`, give))).toBe("204");
  const guestToken = browser.cookies.get("madang_guest")!;
  await Promise.all(["kim", "lee", "park"].map((userId) => account(server, userId)));
  await signInBy(server, browser, "lee");
  return { server, owner, browser, seatId, token, guestToken };
}

async function reasonOf(browser: TestBrowser, token: string): Promise<string> {
  const answer = await browser.send("POST", "/api/livekit/departure", { token });
  return departureAnswerSchema.parse(await answer.json()).reason;
}

const ways: Record<string, (server: TestServer, browser: TestBrowser) => Promise<unknown>> = {
  "signs out": (_stage, browser) => browser.send("DELETE", "/api/user-sessions/me"),
  "ends their own session": async (_stage, browser) => {
    const { sessions } = await (await browser.send("GET", "/api/user-sessions")).json();
    const { id } = sessions.find(({ isOwn }: { isOwn: boolean }) => isOwn);
    return await browser.send("DELETE", `/api/user-sessions/${id}`);
  },
  "deletes the account": (_stage, browser) => browser.send("DELETE", "/api/account"),
  "is followed by another user": (server, browser) => signInBy(server, browser, "park"),
};

Deno.test("a sign-out leaves no guest session behind for the next person on that browser [S12]", async (t) => {
  for (const [what, leave] of Object.entries(ways)) {
    await t.step(`who ${what}`, async () => {
      const { server, browser, seatId, token, guestToken } = await guestWhoSignsIn();
      await leave(server, browser);
      expect(browser.cookies.has("madang_guest")).toBe(false);
      expect(server.livekit.removed.length).toBe(1);
      expect((await server.kv.get(seatKey(seatId))).value).toMatchObject({ floor: 3 });
      expect(await reasonOf(browser, token)).toBe("ended");
      if (!browser.cookies.has("madang_user")) await signInBy(server, browser, "park");
      // Also with the old cookie, which a person may have kept.
      browser.cookies.set("madang_guest", guestToken);
      expect((await browser.token("tea")).seatId).not.toBe(seatId);
      expect(await heard(browser.send("GET", "/api/spaces/tea/people"))).toBe("not-allowed");
      browser.cookies.delete("madang_user");
      expect(await asked(browser)).toBe("session-invalid");
    });
  }
});

Deno.test("a user who signs out in a call stays as a new guest, with a new seat and no role of before", async () => {
  const { server, browser, seatId } = await guestWhoSignsIn();
  // The call continues with the account, as it does in a page.
  expect(await join(server, browser)).toBe(seatId);
  expect(await heard(browser.send("DELETE", "/api/user-sessions/me"))).toBe("204");
  expect(await asked(browser)).toBe("unauthenticated");
  await browser.enter("tea", "Kim");
  expect((await browser.token("tea")).seatId).not.toBe(seatId);
  expect(await heard(browser.send("GET", "/api/spaces/tea/people"))).toBe("not-allowed");
});

Deno.test("a user who signs in again, or is signed out from another browser, keeps the guest's seat", async () => {
  const { server, browser, seatId } = await guestWhoSignsIn();
  await signInBy(server, browser, "lee");
  const phone = server.browser();
  await signInBy(server, phone, "lee");
  await phone.enter("garden", "Lee");
  const { sessions } = await (await phone.send("GET", "/api/user-sessions")).json();
  const { id } = sessions.find(({ isOwn }: { isOwn: boolean }) => !isOwn);
  expect(await heard(phone.send("DELETE", `/api/user-sessions/${id}`))).toBe("204");
  expect(phone.cookies.has("madang_guest")).toBe(true);
  expect((await browser.token("tea")).seatId).toBe(seatId);
});
