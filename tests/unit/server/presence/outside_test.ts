/** Participants that sit on no seat of ours: agents, callers by phone, streams, recorders. */
import { expect } from "expect";
import type { LiveParticipant } from "../../../../lib/server/livekit/livekit_port.ts";
import { outsideKindOf } from "../../../../lib/server/livekit/outside_kind.ts";
import { readPresence, withoutNames } from "../../../../lib/server/presence/presence.ts";
import { occupancyFor, readPlaces } from "../../../../lib/server/access/capacity.ts";
import { reconcile } from "../../../../lib/server/presence/reconcile.ts";
import type { Services } from "../../../../lib/server/services.ts";
import { applyRoomEvent } from "../../../../lib/server/presence/webhook.ts";
import { heard, join, owned } from "../../../fakes/owned_stage.ts";
import { connectionOf, eventOf, openPresenceStage } from "../../../fakes/presence_stage.ts";

const joinedAtMs = Date.UTC(2026, 10, 23);
const joinedAt = "2026-11-23T00:00:00.000Z";

function outsiderOf(
  identity: string,
  outsideKind: LiveParticipant["outsideKind"],
  patch: Partial<LiveParticipant> = {},
): LiveParticipant {
  // Attributes of a stranger say what they like.
  const attributes = { "madang.kind": "user", "madang.role": "owner" };
  return { ...connectionOf(identity, 1, joinedAtMs), identity, attributes, outsideKind, ...patch };
}

const agent = outsiderOf("agent-AJ_1", "agent", { name: "Scribe" });
const caller = outsiderOf("sip_+8210", "sip", { name: "", sid: "PA_sip" });
const hidden = outsiderOf("EG_1", null, { sid: "PA_hidden" });

async function inside(services: Services) {
  return (await readPresence(services.kv, "tea")).presence;
}

Deno.test("outsideKindOf() says what LiveKit says, and nothing of who is hidden", () => {
  const kinds = [0, 1, 2, 3, 4, 7, 8, 99];
  expect(kinds.map((kind) => outsideKindOf({ kind }))).toEqual([
    ...["outside", "ingress", "egress", "sip", "agent", "connector", "connector", "outside"],
  ]);
  expect(outsideKindOf({ kind: 2, permission: { hidden: true } as never })).toBe(null);
});

Deno.test("presence mentions whoever sits on no seat; callers count among the people, programs do not", async () => {
  await using stage = await openPresenceStage();
  const { services } = stage;
  const kim = connectionOf(await stage.seat(), 1);
  for (const one of [agent, caller, hidden, kim]) {
    await applyRoomEvent(services, eventOf("participant_joined", one));
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
  await applyRoomEvent(services, eventOf("participant_left", agent));
  await applyRoomEvent(services, eventOf("participant_left", caller));
  // Late, and twice.
  await applyRoomEvent(services, eventOf("participant_joined", agent));
  expect(await inside(services)).toEqual({
    roomName: "space-tea",
    count: 1,
    people: presence.people,
  });
});

Deno.test("whoever sits on no seat takes nobody's place", async () => {
  await using stage = await openPresenceStage();
  await applyRoomEvent(stage.services, eventOf("participant_joined", agent));
  const rows = await readPlaces(stage.kv, "tea");
  const none = { key: ["none"], value: null, versionstamp: null };
  const { taken } = occupancyFor(rows, { principalSeatRow: none, reservationRow: none }, stage.now);
  expect(taken).toBe(0);
});

Deno.test("reconcile() tells of whoever sits on no seat when no event came, and forgets who is gone", async () => {
  await using stage = await openPresenceStage();
  const { services, livekit } = stage;
  const kim = connectionOf(await stage.seat(), 1);
  const copy = outsiderOf(`${kim.identity}#x`, "outside", { sid: "PA_copy" });
  livekit.rooms.set("space-tea", [kim, agent, hidden, copy]);
  await reconcile(services, "tea");
  expect((await inside(services)).others?.map(({ kind }) => kind)).toEqual(["agent"]);
  // The copy that LiveKit makes of somebody has to go; nobody else.
  expect(livekit.removed).toEqual([copy.identity]);
  livekit.rooms.set("space-tea", []);
  await reconcile(services, "tea");
  expect((await inside(services)).others).toBe(undefined);
});

Deno.test("a moderator mutes and removes by identity whoever sits on no seat; nobody else does, and no seat is named so [S131]", async () => {
  const { stage, owner, guest } = await owned();
  const lee = await guest("Lee");
  await join(stage, lee);
  const [leeInside] = stage.livekit.rooms.get("space-tea")!;
  const tracks = [
    { sid: "TR_voice", source: "microphone" as const },
    { sid: "TR_slides", source: "screen_share" as const },
  ];
  stage.livekit.rooms.set("space-tea", [leeInside, { ...agent, tracks }, hidden]);
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
  expect(stage.livekit.removed).toEqual([]);

  expect(await act("mute", agent.identity)).toBe("204");
  expect(await act("stop-screen-share", agent.identity)).toBe("204");
  expect(stage.livekit.muted).toEqual(["TR_voice", "TR_slides"]);
  // What it may do is more than we know to give back.
  expect(stage.livekit.updated).toEqual([]);
  expect(await act("remove", agent.identity)).toBe("204");
  expect(stage.livekit.removed).toEqual([agent.identity]);
  // Everybody inside is told at once.
  expect(stage.livekit.sent).toEqual([
    `null madang.put-out {"identity":"${agent.identity}"}`,
  ]);
  const log = await owner.send("GET", "/api/spaces/tea/log");
  expect((await log.json()).events).toContainEqual(
    expect.objectContaining({ type: "removed", participantName: "Scribe" }),
  );
});
