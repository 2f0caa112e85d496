/** The commit that gives a principal a generation, for every kind of principal, so that the file is long. */
import { expect } from "expect";
import { identityOf } from "../../../../lib/contract/participant.ts";
import { maxHeldSeats } from "../../../../lib/server/sessions/guest_session_rows.ts";
import { seatKey, seatPointerKey } from "../../../../lib/server/rows/kv_keys.ts";
import { deleteRow, setRow } from "../../../../lib/server/storage/kv_port.ts";
import { seatAfterJoined } from "../../../../lib/server/seats/seats.ts";
import { connectionOf } from "../../../fakes/presence_stage.ts";
import { openServerStage, type ServerStage } from "../../../fakes/server_stage.ts";

async function seatOf(stage: ServerStage, seatId: string) {
  return (await stage.kv.get(seatKey(seatId))).value!;
}

/** Joins with this generation, in LiveKit and by the webhook. */
async function join(stage: ServerStage, seatId: string, generation: number, slug = "tea") {
  const change = seatAfterJoined(await stage.kv.get(seatKey(seatId)), generation, stage.now)!;
  await stage.kv.commit(change);
  const room = `space-${slug}`;
  const inside = stage.livekit.rooms.get(room) ?? [];
  stage.livekit.rooms.set(room, [...inside, connectionOf(seatId, generation)]);
}

Deno.test("issueGeneration() gives the same session the next generation, and asks LiveKit for nothing", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await browser.enter("tea", "Kim");
  const first = await browser.token("tea");
  await join(stage, first.seatId, 1);
  const second = await browser.token("tea");
  expect(second).toMatchObject({ seatId: first.seatId, generation: 2 });
  expect((await seatOf(stage, first.seatId)).floor).toBe(1);
  expect(stage.livekit.lists).toBe(0);
});

Deno.test("issueGeneration() costs no read and one commit when a guest comes again", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await browser.enter("tea", "Kim");
  await browser.token("tea");
  const { reads, commits } = stage.kv;
  let checks = 0;
  stage.kv.beforeCommit = (commit) => void (checks = commit.checks.length);
  await browser.token("tea");
  expect([stage.kv.reads - reads, stage.kv.commits - commits, checks]).toEqual([0, 1, 5]);
});

Deno.test("issueGeneration() gives fifty requests of one person fifty generations of one seat", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await browser.enter("tea", "Kim");
  const tokens = await Promise.all(Array.from({ length: 50 }, () => browser.token("tea")));
  expect(new Set(tokens.map(({ seatId }) => seatId)).size).toBe(1);
  expect(tokens.map(({ generation }) => generation).toSorted((one, other) => one - other))
    .toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});

Deno.test("issueGeneration() keeps generations apart when another replica is faster", async () => {
  const stage = await openServerStage();
  const replica = await openServerStage({}, { kv: stage.kv });
  const browser = stage.browser();
  await browser.enter("tea", "Kim");
  const same = replica.browser();
  for (const [name, value] of browser.cookies) same.cookies.set(name, value);
  const tokens = await Promise.all(
    Array.from({ length: 20 }, (_, index) => (index % 2 ? browser : same).token("tea")),
  );
  expect(new Set(tokens.map(({ generation }) => generation)).size).toBe(20);
  expect(new Set(tokens.map(({ seatId }) => seatId)).size).toBe(1);
});

Deno.test("issueGeneration() makes a new seat where a restored pointer leads to none of the principal's", async () => {
  for (const change of [null, { owner: "user:lee" }, { slug: "park" }, { retired: true }]) {
    const stage = await openServerStage();
    const browser = stage.browser();
    await browser.enter("tea", "Kim");
    const { seatId } = await browser.token("tea");
    const seat = await seatOf(stage, seatId);
    const damaged = { ...seat, ...change };
    const write = change === null ? deleteRow(seatKey(seatId)) : setRow(seatKey(seatId), damaged);
    await stage.kv.commit({ checks: [], writes: [write] });
    const again = await browser.token("tea");
    expect([change, again.generation, again.seatId === seatId]).toEqual([change, 1, false]);
    expect((await stage.kv.get(seatKey(seatId))).value).toEqual(change && damaged);
    const pointer = await stage.kv.get(seatPointerKey("tea", seat.owner));
    expect(pointer.value).toEqual({ seatId: again.seatId });
    expect((await browser.token("tea")).seatId).toBe(again.seatId);
  }
});

Deno.test("issueGeneration() finds the seat that its session lists where a restored storage lacks the pointer", async () => {
  const stage = await openServerStage();
  const replica = await openServerStage({}, { kv: stage.kv });
  const [phone, laptop] = [stage.browser(), replica.browser()];
  await stage.signIn(phone, { userId: "kim", sessionId: "phone" });
  await stage.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  const { seatId } = await phone.token("tea");
  const pointerKey = seatPointerKey("tea", "user:kim");
  await stage.kv.commit({ checks: [], writes: [deleteRow(pointerKey)] });
  // No place is left, so that nothing but the pointer tells of Kim's other device. Its session lists no seat; it is faster.
  for (const each of [stage, replica]) each.now += 200_000;
  let onLaptop: Promise<{ seatId: string }> | null = null;
  stage.kv.beforeCommit = async () => {
    if (onLaptop === null) await (onLaptop = laptop.token("tea"));
  };
  const again = await phone.token("tea");
  expect(again.seatId).toBe((await onLaptop!).seatId);
  await stage.kv.commit({ checks: [], writes: [deleteRow(pointerKey)] });
  expect(await phone.token("tea")).toMatchObject({ seatId: again.seatId, generation: 3 });
  expect((await stage.kv.get(pointerKey)).value).toEqual({ seatId: again.seatId });
  expect(seatId).not.toBe(again.seatId);
});

Deno.test("a seat that an older server stored twice goes on, and is stored once from then on", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await browser.enter("tea", "Kim");
  const { seatId } = await browser.token("tea");
  await join(stage, seatId, 1);
  const { pointerUntil: _, ...old } = await seatOf(stage, seatId);
  const { slug, owner, ...ofPrincipal } = old;
  const pointerKey = seatPointerKey(slug, owner);
  const writes = [setRow(seatKey(seatId), old), setRow(pointerKey, ofPrincipal)];
  await stage.kv.commit({ checks: [], writes });
  expect(await browser.token("tea")).toMatchObject({ seatId, generation: 2 });
  expect((await stage.kv.get(pointerKey)).value).toEqual({ seatId });
  expect((await seatOf(stage, seatId)).live).toEqual([1]);
});

Deno.test("issueGeneration() evicts the other device of a user before it signs", async () => {
  const stage = await openServerStage();
  const [laptop, phone] = [stage.browser(), stage.browser()];
  await stage.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  await stage.signIn(phone, { userId: "kim", sessionId: "phone" });
  const first = await laptop.token("tea");
  await join(stage, first.seatId, 1);
  const second = await phone.token("tea");
  expect(second).toMatchObject({ seatId: first.seatId, generation: 2 });
  expect(stage.livekit.removed).toEqual([identityOf(first.seatId, 1)]);
  expect(await seatOf(stage, first.seatId)).toMatchObject({ floor: 2, session: "phone" });
});

Deno.test("issueGeneration() of two people never touches the other's seat, whatever their names", async () => {
  const stage = await openServerStage();
  const [one, other] = [stage.browser(), stage.browser()];
  await one.enter("tea", "Kim");
  await other.enter("tea", "Kim");
  const first = await one.token("tea");
  await join(stage, first.seatId, 1);
  const second = await other.token("tea");
  expect(second.seatId).not.toBe(first.seatId);
  expect(stage.livekit.removed).toEqual([]);
});

Deno.test("a guest who signs in keeps the seat, and the guest session ends", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await browser.enter("tea", "Kim");
  const guest = await browser.token("tea");
  const guestCookie = browser.cookies.get("madang_guest")!;
  await join(stage, guest.seatId, 1);
  await stage.signIn(browser, { userId: "kim", sessionId: "laptop" });
  const user = await browser.token("tea");
  expect(user).toMatchObject({ seatId: guest.seatId, generation: 2 });
  expect(stage.livekit.removed).toEqual([identityOf(guest.seatId, 1)]);
  expect(browser.cookies.has("madang_guest")).toBe(false);
  // A bare guest cookie never opens a user's seat.
  const thief = stage.browser();
  thief.cookies.set("madang_guest", guestCookie);
  await expect(thief.token("tea")).rejects.toThrow("session-invalid");
});

Deno.test("a guest who signs in and has a seat elsewhere: the guest's is retired, the user's goes on", async () => {
  const stage = await openServerStage();
  const [laptop, phone] = [stage.browser(), stage.browser()];
  await stage.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  const onLaptop = await laptop.token("tea");
  await join(stage, onLaptop.seatId, 1);
  await phone.enter("tea", "Kim");
  const asGuest = await phone.token("tea");
  await join(stage, asGuest.seatId, 1);
  await stage.signIn(phone, { userId: "kim", sessionId: "phone" });
  const onPhone = await phone.token("tea");
  expect(onPhone).toMatchObject({ seatId: onLaptop.seatId, generation: 2 });
  expect((await seatOf(stage, asGuest.seatId)).retired).toBe(true);
  expect(stage.livekit.removed.toSorted()).toEqual(
    [identityOf(onLaptop.seatId, 1), identityOf(asGuest.seatId, 1)].toSorted(),
  );
});

Deno.test("a guest who signs in while the user takes a seat on another device ends up on one seat", async () => {
  const stage = await openServerStage();
  const [laptop, phone] = [stage.browser(), stage.browser()];
  await phone.enter("tea", "Kim");
  const asGuest = await phone.token("tea");
  await stage.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  await stage.signIn(phone, { userId: "kim", sessionId: "phone" });
  let onLaptop: Promise<{ seatId: string }> | null = null;
  stage.kv.beforeCommit = async () => {
    if (onLaptop === null) await (onLaptop = laptop.token("tea"));
  };
  const onPhone = await phone.token("tea");
  const { seatId } = await onLaptop!;
  expect(onPhone).toMatchObject({ seatId, generation: 2 });
  expect((await seatOf(stage, asGuest.seatId)).retired).toBe(true);
});

Deno.test("two guests who turn out to be one user at the same moment end up on one seat", async () => {
  const stage = await openServerStage();
  const [laptop, phone] = [stage.browser(), stage.browser()];
  for (const browser of [laptop, phone]) await browser.enter("tea", "Kim");
  const [, asGuest] = [await laptop.token("tea"), await phone.token("tea")];
  await stage.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  await stage.signIn(phone, { userId: "kim", sessionId: "phone" });
  let onLaptop: Promise<{ seatId: string }> | null = null;
  stage.kv.beforeCommit = async () => {
    if (onLaptop === null) await (onLaptop = laptop.token("tea"));
  };
  const onPhone = await phone.token("tea");
  expect(onPhone.seatId).toBe((await onLaptop!).seatId);
  expect((await seatOf(stage, asGuest.seatId)).retired).toBe(true);
});

Deno.test("a guest who signs in here is evicted from the seats in other spaces", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await browser.enter("tea", "Kim");
  await browser.enter("garden", "Kim");
  await browser.token("tea");
  const there = await browser.token("garden");
  await join(stage, there.seatId, 1, "garden");
  await stage.signIn(browser, { userId: "kim", sessionId: "laptop" });
  await browser.token("tea");
  expect(await seatOf(stage, there.seatId)).toMatchObject({ floor: 2, floorReason: "ended" });
  expect(stage.livekit.removed).toEqual([identityOf(there.seatId, 1)]);
});

Deno.test("a guest with no seat here stays a guest elsewhere when its user asks for a token", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await browser.enter("garden", "Kim");
  await browser.token("garden");
  await stage.signIn(browser, { userId: "kim", sessionId: "laptop" });
  await browser.token("tea");
  expect(browser.cookies.has("madang_guest")).toBe(true);
});

Deno.test("a guest's seat stays the guest's where its session ends while its user's token is planned", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await browser.enter("tea", "Kim");
  const asGuest = await browser.token("tea");
  const guestCookie = browser.cookies.get("madang_guest")!;
  await stage.signIn(browser, { userId: "kim", sessionId: "laptop" });
  // The guest's reservation is over: the first try reserves a place for the guest's seat.
  stage.now += 200_000;
  let isEnded = false;
  stage.kv.beforeCommit = async ({ writes }) => {
    if (isEnded || !writes.some(({ key }) => key[0] === "seat")) return;
    isEnded = true;
    const twin = stage.browser();
    twin.cookies.set("madang_guest", guestCookie);
    await twin.send("DELETE", "/api/guest-sessions/me");
  };
  const asUser = await browser.token("tea");
  expect(asUser).toMatchObject({ generation: 1 });
  expect(asUser.seatId).not.toBe(asGuest.seatId);
  const guestSeat = await seatOf(stage, asGuest.seatId);
  expect(guestSeat).toMatchObject({ floor: 2, floorReason: "ended", minted: 2 });
});

Deno.test("a session that ended while a token was minted gets none", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await browser.enter("tea", "Kim");
  const first = await browser.token("tea");
  let isEnded = false;
  stage.kv.beforeCommit = async () => {
    if (isEnded) return;
    isEnded = true;
    const twin = stage.browser();
    for (const [name, value] of browser.cookies) twin.cookies.set(name, value);
    await twin.send("DELETE", "/api/guest-sessions/me");
  };
  await expect(browser.token("tea")).rejects.toThrow("session-invalid");
  expect((await seatOf(stage, first.seatId)).floor).toBe(2);
});

Deno.test("a lost reply of a switch mints once more, and still evicts the other device", async () => {
  const stage = await openServerStage();
  const [laptop, phone] = [stage.browser(), stage.browser()];
  await stage.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  await stage.signIn(phone, { userId: "kim", sessionId: "phone" });
  const first = await laptop.token("tea");
  // It joined, and no webhook said so.
  stage.livekit.rooms.set("space-tea", [connectionOf(first.seatId, 1)]);
  stage.kv.lostReplies = 1;
  const second = await phone.token("tea");
  expect(second.generation).toBe(3);
  expect(stage.livekit.removed).toEqual([identityOf(first.seatId, 1)]);
});

Deno.test("a token is signed all the same when LiveKit does not answer; the floor stays raised", async () => {
  const stage = await openServerStage();
  const [laptop, phone] = [stage.browser(), stage.browser()];
  await stage.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  await stage.signIn(phone, { userId: "kim", sessionId: "phone" });
  const first = await laptop.token("tea");
  await join(stage, first.seatId, 1);
  stage.livekit.failure = new Error("away");
  expect((await phone.token("tea")).generation).toBe(2);
  stage.livekit.failure = null;
  // The raised floor is in storage: the next token evicts, though the same session asks.
  await phone.token("tea");
  expect(stage.livekit.removed).toEqual([identityOf(first.seatId, 1)]);
});

Deno.test("a seat past its life is made anew with another id", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await stage.signIn(browser, { userId: "kim", sessionId: "laptop" });
  const before = await browser.token("tea");
  stage.now += 3 * 86_400_000;
  const after = await browser.token("tea");
  expect(after.generation).toBe(1);
  expect(after.seatId).not.toBe(before.seatId);
});

Deno.test("a session holds a bounded number of seats; the one given up is evicted", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await stage.signIn(browser, { userId: "kim", sessionId: "laptop" });
  const seats: string[] = [];
  for (let index = 0; index < maxHeldSeats; index++) {
    const slug = `room${index}`;
    const { seatId } = await browser.token(slug);
    seats.push(seatId);
    // Kim is inside everywhere but in the third.
    if (index !== 2) await join(stage, seatId, 1, slug);
  }
  const { seatId } = await browser.token("one-more");
  await join(stage, seatId, 1, "one-more");
  const floors = await Promise.all(seats.map(async (id) => (await seatOf(stage, id)).floor));
  expect(floors).toEqual(seats.map((_, index) => index === 2 ? 2 : 1));
  await browser.token("and-one-more");
  expect((await seatOf(stage, seats[0])).floor).toBe(2);
  expect(stage.livekit.removed).toEqual([identityOf(seats[0], 1)]);
});

for (const hasUserSeat of [true, false]) {
  Deno.test(`no commit of a switch with a new reservation has more checks than a KV server takes: ${hasUserSeat}`, () =>
    longestSwitch(hasUserSeat));
}

async function longestSwitch(hasUserSeat: boolean) {
  const stage = await openServerStage();
  const browser = stage.browser();
  for (let index = 0; index < maxHeldSeats; index++) {
    await browser.enter(`room${index}`, "Kim");
    await browser.token(`room${index}`);
  }
  await stage.signIn(browser, { userId: "kim", sessionId: "laptop" });
  const other = stage.browser();
  await stage.signIn(other, { userId: "kim", sessionId: "phone" });
  if (hasUserSeat) await other.token("room0");
  const guest = browser.cookies.get("madang_guest")!;
  browser.cookies.delete("madang_guest");
  for (let index = 0; index < maxHeldSeats; index++) await browser.token(`hall${index}`);
  browser.cookies.set("madang_guest", guest);
  // FakeKv refuses more than ten.
  let checks = 0;
  stage.kv.beforeCommit = (commit) => void (checks = Math.max(checks, commit.checks.length));
  // No token was used, so that all reservations are over.
  stage.now += 200_000;
  await browser.token("room0");
  expect(checks).toBe(10);
}

Deno.test("storage that is away answers in time, and the same request works once it is back", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await browser.enter("tea", "Kim");
  stage.kv.isAway = true;
  await expect(browser.token("tea")).rejects.toThrow("storage-unavailable");
  stage.kv.isAway = false;
  expect((await browser.token("tea")).generation).toBe(1);
});
