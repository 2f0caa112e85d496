/** Raised hands: the endpoint, the moderator's actions, the token and the reconciler. */
import { expect } from "expect";
import { handRaisedAtOf, identityOf } from "../../../../lib/contract/seat_identity.ts";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import { reconcile } from "../../../../lib/server/presence/reconcile.ts";
import { handLifeMs } from "../../../../lib/server/seats/seats.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import { heard, join, owned } from "../../../fakes/owned_space.ts";
import { eventOf } from "../../../fakes/test_services.ts";
import { openTestServer, type TestBrowser, type TestServer } from "../../../fakes/test_server.ts";

function hold(browser: TestBrowser, isRaised: unknown, slug = "tea"): Promise<string> {
  return heard(browser.send("PUT", `/api/spaces/${slug}/hand`, { isRaised }));
}

function moderate(browser: TestBrowser, body: Record<string, unknown>): Promise<string> {
  return heard(browser.send("POST", "/api/spaces/tea/moderation", body));
}

/** When each participant raised a hand, as LiveKit tells everybody. */
function shown(server: TestServer): Record<string, number | null> {
  const inside = server.livekit.rooms.get("space-tea") ?? [];
  return Object.fromEntries(
    inside.map((participant) => [participant.name, handRaisedAtOf(participant)]),
  );
}

async function tokenOf(browser: TestBrowser) {
  const { token } = await browser.token("tea");
  const { attributes } = JSON.parse(atob(token.split(".")[1]));
  return { token, attributes };
}

/** The hand in a new token. */
async function handInToken(browser: TestBrowser): Promise<string | undefined> {
  return (await tokenOf(browser)).attributes["madang.hand"];
}

Deno.test("a raised hand is shown to everybody with its moment, once, until it is lowered", async () => {
  const { server, guest } = await owned();
  const lee = await guest("Lee");
  await join(server, lee);
  expect(await hold(lee, true)).toBe("204");
  const raisedAt = server.now;
  server.now += 5000;
  expect(await hold(lee, true)).toBe("204");
  expect(shown(server)).toEqual({ Lee: raisedAt });
  expect(await hold(lee, false)).toBe("204");
  expect(await hold(lee, false)).toBe("204");
  expect(shown(server)).toEqual({ Lee: null });
});

Deno.test("a raised hand is kept over a reload, and down for a person who left a while ago", async () => {
  const { server, guest } = await owned();
  const lee = await guest("Lee");
  await join(server, lee);
  await hold(lee, true);
  const raisedAt = String(server.now);
  // A new token while the old page is still connected, and one after it left.
  expect(await handInToken(lee)).toBe(raisedAt);
  const [connection] = server.livekit.rooms.get("space-tea") ?? [];
  await applyWebhookEvent(server.services, eventOf("participant_left", connection));
  server.now += handLifeMs - 1;
  expect(await handInToken(lee)).toBe(raisedAt);
  server.now += 2 * handLifeMs;
  expect(await handInToken(lee)).toBeUndefined();
});

Deno.test("a hand is down for a person who left for good, and stays up where a newer connection took its place", async () => {
  const { server, guest } = await owned();
  const lee = await guest("Lee");
  const leave = async (token: string) => {
    const answer = await server.browser().send("POST", "/api/livekit/leave", {
      token,
      isForGood: true,
    });
    expect(answer.status).toBe(204);
  };
  const { token: older } = await lee.token("tea");
  await join(server, lee);
  await hold(lee, true);
  await leave(older);
  const { token, attributes } = await tokenOf(lee);
  expect(attributes["madang.hand"]).toBe(String(server.now));
  await leave(token);
  expect(await handInToken(lee)).toBeUndefined();
});

Deno.test("a hand is raised by who is inside alone: not outside, elsewhere, banned, without a session or by half a body [S190]", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  expect(await hold(lee, true)).toBe("not-inside");
  await lee.token("tea");
  expect(await hold(lee, true)).toBe("not-inside");
  const seatId = await join(server, lee);
  expect(await hold(lee, true, "elsewhere")).toBe("not-inside");
  expect(await hold(server.browser(), true)).toBe("unauthenticated");
  for (const wrong of [undefined, "true", 1, null]) {
    expect(await hold(lee, wrong)).toBe("invalid-body");
  }
  const withMore = { isRaised: true, seatId, raisedAt: 1 };
  expect(await heard(lee.send("PUT", "/api/spaces/tea/hand", withMore))).toBe("invalid-body");
  expect(shown(server)).toEqual({ Lee: null });

  await hold(lee, true);
  await moderate(owner, { action: "ban", seatId });
  expect(await hold(lee, true)).toBe("banned");
  expect(server.livekit.removed).toContain(identityOf(seatId, 2));
});

Deno.test("a person whom LiveKit has, and whose joined is late, may raise a hand", async () => {
  const { server, guest } = await owned();
  const lee = await guest("Lee");
  await join(server, lee);
  const before = server.livekit.rooms.get("space-tea") ?? [];
  await applyWebhookEvent(server.services, eventOf("participant_left", before[0]));
  expect(await hold(lee, true)).toBe("204");
  expect(shown(server)).toEqual({ Lee: server.now });
});

Deno.test("a moderator lowers one hand or all, and nobody else does [S191]", async () => {
  const { server, owner, guest } = await owned();
  const [lee, park] = [await guest("Lee"), await guest("Park")];
  const seatId = await join(server, lee);
  await join(server, park);
  await hold(lee, true);
  await hold(park, true);
  const raised = shown(server);
  for (const body of [{ action: "lower-hand", seatId }, { action: "lower-hands" }]) {
    expect(await moderate(park, body)).toBe("not-allowed");
  }
  expect(shown(server)).toEqual(raised);
  expect(await moderate(owner, { action: "lower-hand", seatId: `seat_${"0".repeat(32)}` })).toBe(
    "not-found",
  );
  expect(await moderate(owner, { action: "lower-hand", seatId })).toBe("204");
  expect(shown(server)).toEqual({ ...raised, Lee: null });
  await hold(lee, true);
  expect(await moderate(owner, { action: "lower-hands" })).toBe("204");
  expect(shown(server)).toEqual({ Lee: null, Park: null });
  expect(await handInToken(lee)).toBeUndefined();
});

for (const hasOwner of [true, false]) {
  Deno.test(`a hand that LiveKit could not be told of is shown by the reconciler; an owner: ${hasOwner}`, async () => {
    const server = hasOwner ? (await owned()).server : await openTestServer();
    const lee = server.browser();
    await lee.enter("tea", "Lee");
    await join(server, lee);
    server.livekit.failure = new AppError("livekit-unavailable", "Away");
    expect(await hold(lee, true)).toBe("livekit-unavailable");
    server.livekit.failure = null;
    expect(shown(server)).toEqual({ Lee: null });
    const raisedAt = server.now;
    await reconcile(server.services, "tea");
    expect(shown(server)).toEqual({ Lee: raisedAt });
    expect(server.livekit.updated).toHaveLength(1);
  });
}

Deno.test("muting all mutes people of lower roles and callers by phone: neither oneself, nor programs", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  await join(server, owner);
  await join(server, lee);
  const tracks = (sid: string) => [{ sid, source: "microphone" as const }];
  const [own, other] = server.livekit.rooms.get("space-tea") ?? [];
  const outside = { ...other, attributes: {}, publishSources: [] };
  server.livekit.rooms.set("space-tea", [
    { ...own, tracks: tracks("TR_own") },
    { ...other, tracks: tracks("TR_lee") },
    { ...outside, identity: "phone", outsideKind: "sip", tracks: tracks("TR_phone") },
    { ...outside, identity: "agent", outsideKind: "agent", tracks: tracks("TR_agent") },
  ]);
  expect(await moderate(lee, { action: "mute-all" })).toBe("not-allowed");
  expect(await moderate(owner, { action: "mute-all" })).toBe("204");
  expect(server.livekit.muted.toSorted()).toEqual(["TR_lee", "TR_phone"]);
  expect(server.livekit.sent.toSorted()).toEqual([
    `phone madang.moderation {"action":"mute"}`,
    `${other.identity} madang.moderation {"action":"mute"}`,
  ].toSorted());
});
