/** Participants without a seat: agents, callers by phone, streams, recorders. */
import { expect } from "expect";
import type { LiveParticipant } from "../../../../lib/server/livekit/livekit_port.ts";
import { outsideKindOf } from "../../../../lib/server/livekit/outside_kind.ts";
import { readPresence, withoutNames } from "../../../../lib/server/presence/presence.ts";
import { occupancyFor, readPlaces } from "../../../../lib/server/access/capacity.ts";
import { reconcile } from "../../../../lib/server/presence/reconcile.ts";
import type { Services } from "../../../../lib/server/services.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import { heard, join, owned } from "../../../fakes/owned_space.ts";
import { connectionOf, eventOf, openTestServices } from "../../../fakes/test_services.ts";

const joinedAtMs = Date.UTC(2026, 10, 23);
const joinedAt = "2026-11-23T00:00:00.000Z";

function outsiderOf(
  identity: string,
  outsideKind: LiveParticipant["outsideKind"],
  patch: Partial<LiveParticipant> = {},
): LiveParticipant {
  // Attributes that are not of our tokens prove nothing.
  const attributes = { "madang.kind": "user", "madang.role": "owner" };
  return { ...connectionOf(identity, 1, joinedAtMs), identity, attributes, outsideKind, ...patch };
}

const agent = outsiderOf("agent-AJ_1", "agent", { name: "Scribe" });
const caller = outsiderOf("sip_+8210", "sip", { name: "", sid: "PA_sip" });
const hidden = outsiderOf("EG_1", null, { sid: "PA_hidden" });

async function inside(services: Services) {
  return (await readPresence(services.kv, "tea")).presence;
}

Deno.test("outsideKindOf() follows LiveKit's kind, and is null for a hidden participant", () => {
  const kinds = [0, 1, 2, 3, 4, 7, 8, 99];
  expect(kinds.map((kind) => outsideKindOf({ kind }))).toEqual([
    ...["outside", "ingress", "egress", "sip", "agent", "connector", "connector", "outside"],
  ]);
  expect(outsideKindOf({ kind: 2, permission: { hidden: true } as never })).toBe(null);
});

Deno.test("presence shows participants without a seat; callers count as people, programs do not", async () => {
  await using server = await openTestServices();
  const { services } = server;
  const kim = connectionOf(await server.seat(), 1);
  for (const one of [agent, caller, hidden, kim]) {
    await applyWebhookEvent(services, eventOf("participant_joined", one));
  }
  const presence = await inside(services);
  expect(presence.count).toBe(2);
  expect(presence.people.map(({ participantName }) => participantName)).toEqual(["Kim"]);
  expect(presence.others).toEqual([
    { kind: "agent", participantName: "Scribe", joinedAt },
    { kind: "sip", participantName: "", joinedAt },
  ]);
  expect(withoutNames(presence).others).toEqual([
    { kind: "agent", joinedAt },
    { kind: "sip", joinedAt },
  ]);
  await applyWebhookEvent(services, eventOf("participant_left", agent));
  await applyWebhookEvent(services, eventOf("participant_left", caller));
  // Late, and twice.
  await applyWebhookEvent(services, eventOf("participant_joined", agent));
  expect(await inside(services)).toEqual({
    roomName: "space-tea",
    count: 1,
    people: presence.people,
  });
});

Deno.test("a participant without a seat does not count against the capacity", async () => {
  await using server = await openTestServices();
  await applyWebhookEvent(server.services, eventOf("participant_joined", agent));
  const rows = await readPlaces(server.kv, "tea");
  const none = { key: ["none"], value: null, versionstamp: null };
  const { taken } = occupancyFor(
    rows,
    { principalSeatRow: none, reservationRow: none },
    server.now,
  );
  expect(taken).toBe(0);
});

Deno.test("reconcile() shows participants without a seat when no event came, and removes those that are gone", async () => {
  await using server = await openTestServices();
  const { services, livekit } = server;
  const kim = connectionOf(await server.seat(), 1);
  const copy = outsiderOf(`${kim.identity}#x`, "outside", { sid: "PA_copy" });
  livekit.rooms.set("space-tea", [kim, agent, hidden, copy]);
  await reconcile(services, "tea");
  expect((await inside(services)).others?.map(({ kind }) => kind)).toEqual(["agent"]);
  // Only the copy that LiveKit made is evicted.
  expect(livekit.removed).toEqual([copy.identity]);
  livekit.rooms.set("space-tea", []);
  await reconcile(services, "tea");
  expect((await inside(services)).others).toBe(undefined);
});

Deno.test("only a moderator mutes and removes participants without a seat, by identity; an identity of a seat is refused [S131]", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  await join(server, lee);
  const [leeInside] = server.livekit.rooms.get("space-tea")!;
  const tracks = [
    { sid: "TR_voice", source: "microphone" as const },
    { sid: "TR_slides", source: "screen_share" as const },
  ];
  server.livekit.rooms.set("space-tea", [leeInside, { ...agent, tracks }, hidden]);
  const act = (action: string, identity: string, by = owner) =>
    heard(by.send("POST", "/api/spaces/tea/moderation", { action, identity }));

  for (const action of ["mute", "stop-screen-share", "remove"]) {
    expect(await act(action, agent.identity, lee)).toBe("not-allowed");
  }
  for (const identity of [leeInside.identity, `${leeInside.identity}#x`, "", "a".repeat(257)]) {
    expect(await act("remove", identity)).toBe("invalid-body");
  }
  expect(await act("ban", agent.identity)).toBe("invalid-body");
  expect(await act("remove", "agent-nobody")).toBe("not-found");
  expect(await act("remove", hidden.identity)).toBe("not-found");
  expect(server.livekit.removed).toEqual([]);

  expect(await act("mute", agent.identity)).toBe("204");
  expect(await act("stop-screen-share", agent.identity)).toBe("204");
  expect(server.livekit.muted).toEqual(["TR_voice", "TR_slides"]);
  // Its permissions may be more than we could restore.
  expect(server.livekit.updated).toEqual([]);
  expect(await act("remove", agent.identity)).toBe("204");
  expect(server.livekit.removed).toEqual([agent.identity]);
  // All participants are told at once.
  expect(server.livekit.sent).toEqual([
    `null madang.put-out {"identity":"${agent.identity}"}`,
  ]);
  const log = await owner.send("GET", "/api/spaces/tea/log");
  expect((await log.json()).events).toContainEqual(
    expect.objectContaining({ type: "removed", participantName: "Scribe" }),
  );
});
