import { signal } from "@preact/signals";
import { expect } from "expect";
import type { Role } from "../../../../lib/contract/participant.ts";
import { AppFailure } from "../../../../lib/api/app_failure.ts";
import {
  knocksRefollowMs,
  WaitingRoomList,
} from "../../../../lib/media/space/waiting_room_list.ts";
import { Attention } from "../../../../lib/media/space/attention.ts";
import { Moderation } from "../../../../lib/media/space/moderation.ts";
import { fakePerson } from "../../../fakes/components/people.ts";
import { FakeMediaPorts, turn } from "../../../fakes/media/fake_media_ports.ts";

function setUp(ownRole: Role = "owner") {
  const ports = new FakeMediaPorts();
  const role = signal<Role>(ownRole);
  const me = fakePerson("Me", { isLocal: true, role });
  const lee = fakePerson("Lee", { role: signal<Role>("speaker") });
  const people = signal([me, lee]);
  const parts = {
    slug: "tea",
    page: ports.page,
    people,
    loadApi: () => ports.loadApi(),
  };
  const moderation = new Moderation(parts);
  const { page, storage } = ports;
  const voice = { page, storage, loadAudio: () => ports.loadAudio(), outputRatio: () => 0.5 };
  const attention = new Attention({ people, voice });
  const knocks = new WaitingRoomList({ ...parts, attention }, moderation);
  return { ports, server: ports.api.moderation, api: ports.api, role, me, lee, moderation, knocks };
}

function knockOf(name: string, second: number) {
  return {
    knockId: `knock_${name}`,
    participantName: name,
    kind: "guest" as const,
    since: `2026-01-21T00:00:0${second}Z`,
  };
}

Deno.test("Moderation offers what a role may: an owner all, a moderator those below, others nothing", () => {
  const { moderation, role, me, lee } = setUp();
  const table: [Role, boolean, string[]][] = [
    ["owner", true, ["listener", "moderator"]],
    ["moderator", true, ["listener"]],
    ["speaker", false, []],
    ["listener", false, []],
  ];
  for (const [own, mayAct, roles] of table) {
    role.value = own;
    expect([own, moderation.mayActOn(lee), moderation.rolesFor(lee)]).toEqual([own, mayAct, roles]);
    expect(moderation.mayActOn(me)).toBe(false);
    expect(moderation.mayModerate.value).toBe(mayAct);
  }
  role.value = "moderator";
  const other = fakePerson("Other", { role: signal<Role>("moderator") });
  expect(moderation.mayActOn(other)).toBe(false);
});

Deno.test("Moderation puts one participant in the spotlight, by the seat or the identity, and takes them off", async () => {
  const { server, me, lee, moderation } = setUp();
  const agent = fakePerson("Scribe", {
    kind: signal("agent" as const),
    participantId: signal("agent-1"),
  });
  for (const person of [lee, me, agent, null]) {
    expect(await moderation.setSpotlight(person)).toBe(true);
  }
  expect(server.calls).toEqual([
    "spotlight tea seat_Lee",
    "spotlight tea seat_Me",
    "spotlight tea agent-1",
    "end-spotlight tea",
  ]);
});

Deno.test("Moderation asks the server to act on a seat, and reports a failure", async () => {
  const { moderation, server, lee } = setUp();
  expect(await moderation.act("mute", lee)).toBe(true);
  expect(await moderation.act("ban", lee)).toBe(true);
  server.failures.push(new AppFailure("not-allowed", "Not in that role"));
  expect(await moderation.act("remove", lee)).toBe(false);
  expect(server.calls).toEqual([
    `mute tea ${lee.seatId}`,
    `ban tea ${lee.seatId}`,
    `remove tea ${lee.seatId}`,
  ]);
  expect(moderation.error.value?.type).toBe("not-allowed");
  await moderation.act("mute", lee);
  expect(moderation.error.value).toBeNull();
});

Deno.test("Moderation gives a role to the person who holds the seat now", async () => {
  const { moderation, server, lee } = setUp();
  const person = {
    id: "person_1",
    seatId: lee.seatId,
    participantName: "Lee",
    kind: "guest" as const,
    role: "speaker" as const,
    isBanned: false,
    isAdmitted: false,
    isInside: true,
    linkId: null,
    isYou: false,
  };
  server.peopleNow = [{ ...person, id: "person_0", seatId: null }, person];
  expect(await moderation.giveRole("listener", lee)).toBe(true);
  expect(server.calls).toEqual(["people tea", 'standing tea person_1 {"role":"listener"}']);
  server.peopleNow = [];
  expect(await moderation.giveRole("speaker", lee)).toBe(false);
  expect(moderation.error.value?.type).toBe("not-found");
});

Deno.test("Moderation shows the lock as the server answers it", async () => {
  const { moderation, server } = setUp();
  expect(moderation.isLocked.value).toBeNull();
  await moderation.refresh();
  expect([moderation.isLocked.value, moderation.policy.value]).toEqual([false, "knock"]);
  await moderation.setLocked(true);
  expect(moderation.isLocked.value).toBe(true);
  server.failures.push(new AppFailure("storage-unavailable", "away"));
  await moderation.setLocked(false);
  expect(moderation.isLocked.value).toBe(true);
});

Deno.test("Moderation does not show a lock that was read before it changed", async () => {
  const { moderation, server } = setUp();
  const old = Promise.withResolvers<void>();
  server.hold = old.promise;
  const reading = moderation.refresh();
  await turn();
  server.hold = null;
  await moderation.setLocked(true);
  server.isLocked = false;
  old.resolve();
  await reading;
  expect(moderation.isLocked.value).toBe(true);
});

Deno.test("Moderation asks for the later of two locks after the earlier one is answered", async () => {
  const { moderation, server } = setUp();
  const held = Promise.withResolvers<void>();
  server.hold = held.promise;
  const first = moderation.setLocked(true);
  await turn();
  server.hold = null;
  const second = moderation.setLocked(false);
  await turn();
  held.resolve();
  await Promise.all([first, second]);
  expect([moderation.isLocked.value, server.isLocked]).toEqual([false, false]);
});

Deno.test("WaitingRoomList follows knocks only while we may moderate", async () => {
  const { knocks, api, role } = setUp("speaker");
  const stop = knocks.start();
  await turn();
  expect(api.calls).toEqual([]);
  role.value = "moderator";
  await turn();
  expect(api.admissionFollowers.size).toBe(1);
  for (const follower of api.admissionFollowers) follower.onKnocks?.([knockOf("Park", 1)]);
  expect(knocks.knocks.value.length).toBe(1);
  role.value = "speaker";
  expect(api.admissionFollowers.size).toBe(0);
  expect(knocks.knocks.value).toEqual([]);
  stop();
});

Deno.test("WaitingRoomList rings once for each knock, and shows the longest wait first", async () => {
  const { knocks, api, ports } = setUp();
  knocks.start();
  await turn();
  const [follower] = api.admissionFollowers;
  const told = (names: string[]) => {
    follower.onKnocks?.(names.map((name) => knockOf(name, name.length)));
    return turn();
  };
  await told(["Parker", "Lee"]);
  expect(knocks.knocks.value.map(({ participantName }) => participantName)).toEqual([
    "Lee",
    "Parker",
  ]);
  expect(ports.audio.rung).toEqual([0.5]);
  await told(["Parker", "Lee"]);
  await told(["Parker"]);
  expect(ports.audio.rung.length).toBe(1);
  await told(["Parker", "Choi"]);
  expect(ports.audio.rung.length).toBe(2);
});

Deno.test("WaitingRoomList removes a decided knock at once, and shows it again where the server refuses", async () => {
  const { knocks, api, server, moderation } = setUp();
  knocks.start();
  await turn();
  const park = knockOf("Park", 1);
  for (const follower of api.admissionFollowers) follower.onKnocks?.([park]);
  server.calls.length = 0;
  server.failures.push(new AppFailure("offline", "No network"));
  const deciding = knocks.decide(park, "admit");
  expect(knocks.knocks.value).toEqual([]);
  expect(await deciding).toBe(false);
  expect(knocks.knocks.value).toEqual([park]);
  expect(moderation.error.value?.type).toBe("offline");
  expect(await knocks.decide(park, "refuse")).toBe(true);
  expect(server.calls).toEqual(["admit tea knock_Park", "refuse tea knock_Park"]);
  expect(knocks.knocks.value).toEqual([]);
});

Deno.test("WaitingRoomList reads the lock again when admission changed, and follows again after the stream ended", async () => {
  const { knocks, api, ports, moderation, server } = setUp();
  knocks.start();
  await turn();
  server.isLocked = true;
  api.changeAdmission();
  await turn();
  expect(moderation.isLocked.value).toBe(true);
  for (const follower of api.admissionFollowers) follower.onState?.("over");
  ports.page.advance(knocksRefollowMs);
  await turn();
  expect(api.calls.filter((call) => call === "followAdmission tea").length).toBe(2);
  expect(api.admissionFollowers.size).toBe(1);
});

Deno.test("Moderation acts by identity on a participant without a token of ours, and offers neither a role nor a ban", async () => {
  const { moderation, server } = setUp();
  const agent = fakePerson("Scribe", {
    seatId: "agent-7",
    participantId: signal("agent-7"),
    kind: signal("agent" as const),
  });
  expect(moderation.mayActOn(agent)).toBe(true);
  expect(moderation.mayBan(agent)).toBe(false);
  expect(moderation.rolesFor(agent)).toEqual([]);
  expect(await moderation.act("mute", agent)).toBe(true);
  expect(await moderation.act("remove", agent)).toBe(true);
  expect(server.calls.slice(-2)).toEqual([
    "mute tea agent-7",
    "remove tea agent-7",
  ]);
});
