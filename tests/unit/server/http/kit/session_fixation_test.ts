/**
 * Fixation with a valid session: an attacker's own guest session, planted in a victim's browser. `__Host-` keeps other
 * sites and subdomains from that; a person with physical access to the browser can do it.
 */
import { expect } from "expect";
import { identityOf } from "../../../../../lib/contract/participant.ts";
import { asked, heard, join, owned } from "../../../../fakes/owned_space.ts";
import type { TestBrowser } from "../../../../fakes/test_server.ts";

function plant(from: TestBrowser, into: TestBrowser): void {
  into.cookies.set("madang_guest", from.cookies.get("madang_guest")!);
}

async function role(browser: TestBrowser): Promise<string> {
  const { token } = await browser.token("tea");
  return JSON.parse(atob(token.split(".")[1])).attributes["madang.role"];
}

Deno.test("a planted guest session gives its owner nothing of a user: the user's first token ends it [S02]", async () => {
  const { server, owner, guest } = await owned({ policy: "knock" });
  const victim = server.browser();
  await server.signIn(victim, { userId: "lee", sessionId: "phone" });
  expect(await asked(victim)).toBe("waiting-for-admission");
  const { knocks } = await (await owner.send("GET", "/api/spaces/tea/knocks")).json();
  await owner.send("POST", `/api/spaces/tea/knocks/${knocks[0].knockId}`, { decision: "admit" });
  const own = await join(server, victim);
  const { people } = await (await owner.send("GET", "/api/spaces/tea/people")).json();
  const give = { role: "moderator" };
  expect(await heard(owner.send("PUT", `/api/spaces/tea/people/${people[0].id}`, give))).toBe(
    "204",
  );
  await owner.send("PATCH", "/api/spaces/tea", { policy: "open" });

  const attacker = await guest("Evil");
  const theirs = await join(server, attacker);
  plant(attacker, victim);
  // The victim's own seat, role and name stay; the attacker is evicted and has no session any more.
  const token = await victim.token("tea");
  expect([token.seatId, await role(victim)]).toEqual([own, "moderator"]);
  expect(server.livekit.removed).toEqual([identityOf(theirs, 1)]);
  expect(victim.cookies.has("madang_guest")).toBe(false);
  expect(await asked(attacker)).toBe("session-invalid");
  expect(await heard(attacker.send("GET", "/api/account"))).toBe("unauthenticated");
  expect(await heard(attacker.send("GET", "/api/spaces/tea/people"))).toBe("session-invalid");
});

Deno.test("a planted guest session shares one seat at most, which becomes the user's", async () => {
  const { server, guest } = await owned();
  const attacker = await guest("Evil");
  const seatId = await join(server, attacker);
  const victim = server.browser();
  await server.signIn(victim, { userId: "lee", sessionId: "phone" });
  plant(attacker, victim);
  const token = await victim.token("tea");
  expect(token.seatId).toBe(seatId);
  expect(JSON.parse(atob(token.token.split(".")[1])).name).toBe("lee");
  expect(server.livekit.removed).toEqual([identityOf(seatId, 1)]);
  expect(await asked(attacker)).toBe("session-invalid");
});

Deno.test("a planted guest session makes both people one guest, until the victim signs in", async () => {
  const { server, guest } = await owned();
  const attacker = await guest("Evil");
  const victim = server.browser();
  plant(attacker, victim);
  await victim.enter("tea", "Lee");
  const seatId = await join(server, victim);
  // Both are one guest: the newer token has the seat, as with two tabs.
  expect((await attacker.token("tea")).seatId).toBe(seatId);
  await server.signIn(victim, { userId: "lee", sessionId: "phone" });
  expect((await victim.token("tea")).seatId).toBe(seatId);
  expect(await asked(attacker)).toBe("session-invalid");
});
