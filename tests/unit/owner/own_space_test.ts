/** The models of a space's owner's page, over a space in memory. */
import { expect } from "expect";
import type { LoggedLine, SpacePerson } from "../../../lib/contract/space.ts";
import { assignableRoles } from "../../../lib/contract/roles.ts";
import { mayChange } from "../../../lib/owner/choices.ts";
import { linkState, linkTimes } from "../../../lib/owner/link_times.ts";
import { OwnSpace } from "../../../lib/owner/own_space.ts";
import { SpaceMaking } from "../../../lib/owner/space_making.ts";
import { FakeOwnerPort } from "../../fakes/FakeOwnerPort.ts";

const haru: SpacePerson = {
  id: "person_haru",
  seatId: "seat_haru",
  participantName: "Haru",
  kind: "guest",
  role: "speaker",
  isBanned: false,
  isAdmitted: false,
  isInside: true,
  linkId: null,
  isYou: false,
};

function open(prepare: (port: FakeOwnerPort) => void = () => {}) {
  const port = new FakeOwnerPort();
  prepare(port);
  let lost = 0;
  const own = new OwnSpace(port, port.visit(), () => lost++);
  return { port, own, lost: () => lost };
}

function line(minute: number, type: string, participantName = "Haru"): LoggedLine {
  const at = new Date(Date.UTC(2026, 10, 24, 10, minute)).toISOString();
  return { at, type, seatId: "seat_haru", participantName };
}

Deno.test("SpaceRules shows the server's answer, not the request, and marks what is pending", async () => {
  const { port, own } = open();
  const held = Promise.withResolvers<void>();
  port.next = () => held.promise;
  const done = own.rules.set("isLocked", true);
  await Promise.resolve();
  expect(own.rules.settings.value.isLocked).toBe(false);
  expect([...own.rules.requests.pending.value]).toEqual(["isLocked"]);
  // The last wish counts, also where an earlier one still waits.
  const last = own.rules.set("isLocked", false);
  held.resolve();
  await done;
  expect(own.rules.settings.value.isLocked).toBe(true);
  await last;
  expect(own.rules.settings.value.isLocked).toBe(false);
  expect(own.rules.requests.pending.value.size).toBe(0);
});

Deno.test("SpaceRules says which change failed, and repeats it on request", async () => {
  const { port, own } = open();
  port.failNext("offline");
  await own.rules.set("policy", "knock");
  expect(own.rules.settings.value.policy).toBe("open");
  expect(own.rules.requests.trouble.value).toEqual({ at: "policy", code: "offline" });
  await own.rules.requests.again();
  expect(own.rules.settings.value.policy).toBe("knock");
  expect(own.rules.requests.trouble.value).toBe(null);
});

Deno.test("SpaceRules takes two sources that are clicked one after the other, on top of others' changes", async () => {
  const { port, own } = open();
  port.settings = {
    ...port.settings,
    publishSources: { ...port.settings.publishSources, moderator: [] },
  };
  await Promise.all([
    own.rules.setSource("listener", "camera", true),
    own.rules.setSource("speaker", "microphone", false),
  ]);
  expect(own.rules.settings.value.publishSources)
    .toEqual({ moderator: [], speaker: [], listener: ["camera"] });
});

Deno.test("SpaceRules: two roles whose chat is switched one after the other are both taken", async () => {
  const { port, own } = open();
  port.settings = { ...port.settings, chatRoles: ["speaker"] };
  await Promise.all([
    own.rules.setChatRole("listener", true),
    own.rules.setChatRole("speaker", false),
  ]);
  expect(own.rules.settings.value.chatRoles).toEqual(["listener"]);
});

Deno.test("SpaceRules marks a setting that another person has changed, until the next change here", async () => {
  const { port, own } = open();
  port.settings = { ...port.settings, capacity: 3 };
  await own.rules.look();
  expect(own.rules.settings.value.capacity).toBe(3);
  expect([...own.rules.changedElsewhere.value]).toEqual(["capacity"]);
  port.settings = { ...port.settings, isLocked: true };
  await own.rules.set("policy", "members");
  // Told by the answer to one's own change.
  expect([...own.rules.changedElsewhere.value]).toEqual(["isLocked"]);
  await own.rules.set("policy", "open");
  expect(own.rules.changedElsewhere.value.size).toBe(0);
});

Deno.test("OwnSpace reports that the visitor may no longer moderate the space", async () => {
  const moved = open();
  moved.port.role = null;
  await moved.own.rules.look();
  expect(moved.lost()).toBe(1);
  const signedOut = open();
  signedOut.port.failNext("unauthenticated");
  await signedOut.own.rules.set("isLocked", true);
  expect(signedOut.lost()).toBe(1);
  const away = open();
  away.port.failNext("offline");
  await away.own.people.look();
  expect([away.lost(), away.own.people.requests.trouble.value]).toEqual([0, null]);
});

Deno.test("OwnSpace has no owner once it is deleted, and keeps its owner where that failed", async () => {
  const { port, own, lost } = open();
  port.failNext("offline");
  await own.remove();
  expect([lost(), own.removal.trouble.value]).toEqual([0, { at: "delete", code: "offline" }]);
  await Promise.all([own.remove(), own.remove()]);
  expect([lost(), port.calls]).toEqual([1, ["remove", "remove"]]);
});

Deno.test("SpacePeople sends the second of two roles that are chosen fast", async () => {
  const { port, own } = open((port) => port.present = [haru]);
  const held = Promise.withResolvers<void>();
  port.next = () => held.promise;
  const first = own.people.setRole(haru, "listener");
  const second = own.people.setRole(haru, "moderator");
  held.resolve();
  expect([await first, await second]).toEqual([true, true]);
  expect(port.calls.filter((call) => call !== "people")).toEqual([
    'standing person_haru {"role":"listener"}',
    'standing person_haru {"role":"moderator"}',
  ]);
});

Deno.test("SpacePeople reads the list again after each action, done or refused", async () => {
  const { port, own } = open((port) => port.present = [haru]);
  port.present = [{ ...haru, role: "listener" }];
  await own.people.setRole(haru, "listener");
  expect(own.people.people.value[0].role).toBe("listener");
  port.failNext("not-allowed");
  port.present = [{ ...haru, role: "moderator" }];
  await own.people.ban(haru);
  expect(own.people.requests.trouble.value).toEqual({ at: haru.id, code: "not-allowed" });
  expect(own.people.people.value[0].role).toBe("moderator");
  await own.people.liftBan(haru);
  await own.people.forget(haru);
  await own.people.setAdmitted(haru, true);
  await own.people.endForAll();
  expect(own.people.hasEnded.value).toBe(true);
  await own.people.remove(haru);
  await own.people.remove({ ...haru, seatId: null });
  expect(port.calls.filter((call) => call !== "people")).toEqual([
    'standing person_haru {"role":"listener"}',
    'standing person_haru {"isBanned":true}',
    'standing person_haru {"isBanned":false}',
    'standing person_haru {"isListed":false}',
    'standing person_haru {"isAdmitted":true}',
    'moderate {"action":"end"}',
    'moderate {"action":"remove","seatId":"seat_haru"}',
  ]);
});

Deno.test("SpaceLinks gives a link's address once, and not after the link is deleted", async () => {
  const { port, own } = open();
  const expiresAt = "2026-11-25T00:00:00.000Z";
  const make = () => own.links.make({ role: "listener", uses: 2, expiresAt });
  // Clicked twice, it is made once.
  await Promise.all([make(), make()]);
  expect(port.calls).toEqual(["makeLink"]);
  expect(own.links.made.value?.url).toContain("#link=link_0");
  expect(JSON.stringify(own.links.links.value)).not.toContain("#link=");
  port.kept = port.kept.map((link) => ({ ...link, used: 1 }));
  await own.links.look();
  expect([own.links.links.value[0].used, own.links.made.value !== null]).toEqual([1, true]);
  await own.links.revoke("link_0");
  expect([own.links.links.value, own.links.made.value]).toEqual([[], null]);
});

Deno.test("SpaceLog pages backwards, and puts new lines on top", async () => {
  const { port, own } = open((port) => {
    port.events = [line(3, "left"), line(2, "camera-started", ""), line(1, "joined", "Hari")];
  });
  expect(own.log.hasMore.value).toBe(true);
  expect(own.log.names.value.get("seat_haru")).toBe("Haru");
  await own.log.more();
  expect(own.log.lines.value.map(({ type }) => type)).toEqual(["left", "camera-started", "joined"]);
  expect(own.log.hasMore.value).toBe(false);
  port.events = [line(4, "joined"), ...port.events];
  await own.log.look();
  expect(own.log.lines.value.map(({ type }) => type))
    .toEqual(["joined", "left", "camera-started", "joined"]);
  port.events = [line(9, "left"), line(8, "joined"), line(7, "left"), ...port.events];
  await own.log.look();
  // More than a page: between the two there may be lines that we do not have.
  expect(own.log.lines.value).toEqual([line(9, "left"), line(8, "joined")]);
  expect(own.log.hasMore.value).toBe(true);
});

Deno.test("OwnSpace reads once more for all changes that come while it reads", async () => {
  const { port, own } = open();
  const stop = own.start();
  const held = Promise.withResolvers<void>();
  port.next = () => held.promise;
  for (let i = 0; i < 5; i++) port.changed();
  held.resolve();
  for (let i = 0; i < 50; i++) await Promise.resolve();
  expect(port.calls.filter((call) => call === "people")).toHaveLength(2);
  stop();
});

Deno.test("SpaceMaking is ready for another space when done, or says why it failed", async () => {
  const port = new FakeOwnerPort();
  let made = 0;
  const making = new SpaceMaking(port, () => made++);
  port.failNext("space-taken");
  await making.make();
  expect([made, making.requests.trouble.value?.code]).toEqual([0, "space-taken"]);
  await making.make();
  expect([made, making.requests.trouble.value]).toEqual([1, null]);
});

Deno.test("linkTimes() takes a duration, or a start before an end", () => {
  const now = Date.UTC(2026, 10, 24);
  const own = (from: string, until: string) => linkTimes({ span: "own", from, until }, now);
  expect(linkTimes({ span: "hour", from: "", until: "" }, now))
    .toEqual({ expiresAt: "2026-11-24T01:00:00.000Z" });
  expect(own("", "2026-11-25T00:00Z")).toEqual({ expiresAt: "2026-11-25T00:00:00.000Z" });
  expect(own("2026-11-24T12:00Z", "2026-11-25T00:00Z")).toEqual({
    notBefore: "2026-11-24T12:00:00.000Z",
    expiresAt: "2026-11-25T00:00:00.000Z",
  });
  for (
    const [from, until] of [
      ["", ""],
      ["", "2026-11-23T00:00Z"],
      ["2026-11-26T00:00Z", "2026-11-25T00:00Z"],
      ["soon", "2026-11-25T00:00Z"],
    ]
  ) expect(own(from, until)).toBe(null);
});

Deno.test("linkState() tells used up, expired, not yet valid and no longer backed by a moderator apart", () => {
  const times = { notBefore: null, expiresAt: "2026-11-25T00:00:00Z" };
  const link = { used: 0, uses: 1, ...times, isVouchedFor: true };
  const now = Date.UTC(2026, 10, 24);
  expect(linkState(link, now)).toBe("good");
  expect(linkState({ ...link, used: 1 }, now)).toBe("spent");
  expect(linkState({ ...link, expiresAt: "2026-11-24T00:00:00Z" }, now)).toBe("over");
  expect(linkState({ ...link, notBefore: "2026-11-24T00:00:01Z" }, now)).toBe("early");
  expect(linkState({ ...link, isVouchedFor: false, used: 1 }, now)).toBe("unvouched");
});

Deno.test("only an owner makes and changes moderators, and a person never changes themselves", () => {
  expect(assignableRoles("moderator")).toEqual(["listener", "speaker"]);
  expect(assignableRoles("owner")).toContain("moderator");
  expect(mayChange("moderator", { ...haru, role: "moderator" })).toBe(false);
  expect(mayChange("owner", { ...haru, role: "moderator" })).toBe(true);
  expect(mayChange("owner", { ...haru, isYou: true })).toBe(false);
});
