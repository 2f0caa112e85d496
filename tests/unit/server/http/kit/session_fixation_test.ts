/**
 * Fixation with a valid session: an attacker's own guest session, planted in a victim's browser. `__Host-` keeps other
 * sites and subdomains from that; a person with physical access to the browser can do it.
 */
import { expect } from "expect";
import { identityOf } from "../../../../../lib/contract/participant.ts";
import { asked, heard, join, owned } from "../../../../fakes/owned_stage.ts";
import type { StageBrowser } from "../../../../fakes/server_stage.ts";

function plant(from: StageBrowser, into: StageBrowser): void {
  into.cookies.set("madang_guest", from.cookies.get("madang_guest")!);
}

async function role(browser: StageBrowser): Promise<string> {
  const { token } = await browser.token("tea");
  return JSON.parse(atob(token.split(".")[1])).attributes["madang.role"];
}

Deno.test("a planted guest session gives its owner nothing of a user: the user's first token ends it [S02]", async () => {
  const { stage, owner, guest } = await owned({ policy: "knock" });
  const victim = stage.browser();
  await stage.signIn(victim, { userId: "lee", sessionId: "phone" });
  expect(await asked(victim)).toBe("waiting-for-admission");
  const { knocks } = await (await owner.send("GET", "/api/spaces/tea/knocks")).json();
  await owner.send("POST", `/api/spaces/tea/knocks/${knocks[0].knockId}`, { decision: "admit" });
  const own = await join(stage, victim);
  const { people } = await (await owner.send("GET", "/api/spaces/tea/people")).json();
  const give = { role: "moderator" };
  expect(await heard(owner.send("PUT", `/api/spaces/tea/people/${people[0].id}`, give))).toBe(
    "204",
  );
  await owner.send("PATCH", "/api/spaces/tea", { policy: "open" });

  const attacker = await guest("Evil");
  const theirs = await join(stage, attacker);
  plant(attacker, victim);
  // The victim's own seat, role and name stay; the attacker is evicted and has no session any more.
  const token = await victim.token("tea");
  expect([token.seatId, await role(victim)]).toEqual([own, "moderator"]);
  expect(stage.livekit.removed).toEqual([identityOf(theirs, 1)]);
  expect(victim.cookies.has("madang_guest")).toBe(false);
  expect(await asked(attacker)).toBe("session-invalid");
  expect(await heard(attacker.send("GET", "/api/account"))).toBe("unauthenticated");
  expect(await heard(attacker.send("GET", "/api/spaces/tea/people"))).toBe("session-invalid");
});

Deno.test("a planted guest session shares one seat at most, which becomes the user's", async () => {
  const { stage, guest } = await owned();
  const attacker = await guest("Evil");
  const seatId = await join(stage, attacker);
  const victim = stage.browser();
  await stage.signIn(victim, { userId: "lee", sessionId: "phone" });
  plant(attacker, victim);
  const token = await victim.token("tea");
  expect(token.seatId).toBe(seatId);
  expect(JSON.parse(atob(token.token.split(".")[1])).name).toBe("lee");
  expect(stage.livekit.removed).toEqual([identityOf(seatId, 1)]);
  expect(await asked(attacker)).toBe("session-invalid");
});

Deno.test("a planted guest session makes both people one guest, until the victim signs in", async () => {
  const { stage, guest } = await owned();
  const attacker = await guest("Evil");
  const victim = stage.browser();
  plant(attacker, victim);
  await victim.enter("tea", "Lee");
  const seatId = await join(stage, victim);
  // Both are one guest: the newer token has the seat, as with two tabs.
  expect((await attacker.token("tea")).seatId).toBe(seatId);
  await stage.signIn(victim, { userId: "lee", sessionId: "phone" });
  expect((await victim.token("tea")).seatId).toBe(seatId);
  expect(await asked(attacker)).toBe("session-invalid");
});
