/** The commit that gives a principal a generation, for every kind of principal, so that the file is long. */
import { expect } from "expect";
import { identityOf } from "../../../../lib/contract/participant.ts";
import { maxHeldSeats } from "../../../../lib/server/sessions/guest_session_rows.ts";
import { seatKey, seatPointerKey } from "../../../../lib/server/rows/kv_keys.ts";
import { deleteRow, setRow } from "../../../../lib/server/storage/kv_port.ts";
import { seatAfterJoined } from "../../../../lib/server/seats/seats.ts";
import { connectionOf } from "../../../fakes/test_services.ts";
import { openTestServer, type TestServer } from "../../../fakes/test_server.ts";

async function seatOf(server: TestServer, seatId: string) {
  return (await server.kv.get(seatKey(seatId))).value!;
}

/** Joins with this generation, in LiveKit and by the webhook. */
async function join(server: TestServer, seatId: string, generation: number, slug = "tea") {
  const change = seatAfterJoined(await server.kv.get(seatKey(seatId)), generation, server.now)!;
  await server.kv.commit(change);
  const room = `space-${slug}`;
  const inside = server.livekit.rooms.get(room) ?? [];
  server.livekit.rooms.set(room, [...inside, connectionOf(seatId, generation)]);
}

Deno.test("issueGeneration() gives the same session the next generation, and asks LiveKit for nothing", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const first = await browser.token("tea");
  await join(server, first.seatId, 1);
  const second = await browser.token("tea");
  expect(second).toMatchObject({ seatId: first.seatId, generation: 2 });
  expect((await seatOf(server, first.seatId)).floor).toBe(1);
  expect(server.livekit.lists).toBe(0);
});

Deno.test("issueGeneration() costs no read and one commit when a guest comes again", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  await browser.token("tea");
  const { reads, commits } = server.kv;
  let checks = 0;
  server.kv.beforeCommit = (commit) => void (checks = commit.checks.length);
  await browser.token("tea");
  expect([server.kv.reads - reads, server.kv.commits - commits, checks]).toEqual([0, 1, 5]);
});

Deno.test("issueGeneration() gives fifty requests of one person fifty generations of one seat", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const tokens = await Promise.all(Array.from({ length: 50 }, () => browser.token("tea")));
  expect(new Set(tokens.map(({ seatId }) => seatId)).size).toBe(1);
  expect(tokens.map(({ generation }) => generation).toSorted((one, other) => one - other))
    .toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});

Deno.test("issueGeneration() keeps generations apart when another replica is faster", async () => {
  const server = await openTestServer();
  const replica = await openTestServer({}, { kv: server.kv });
  const browser = server.browser();
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
    const server = await openTestServer();
    const browser = server.browser();
    await browser.enter("tea", "Kim");
    const { seatId } = await browser.token("tea");
    const seat = await seatOf(server, seatId);
    const damaged = { ...seat, ...change };
    const write = change === null ? deleteRow(seatKey(seatId)) : setRow(seatKey(seatId), damaged);
    await server.kv.commit({ checks: [], writes: [write] });
    const again = await browser.token("tea");
    expect([change, again.generation, again.seatId === seatId]).toEqual([change, 1, false]);
    expect((await server.kv.get(seatKey(seatId))).value).toEqual(change && damaged);
    const pointer = await server.kv.get(seatPointerKey("tea", seat.owner));
    expect(pointer.value).toEqual({ seatId: again.seatId });
    expect((await browser.token("tea")).seatId).toBe(again.seatId);
  }
});

Deno.test("issueGeneration() finds the seat that its session lists where a restored storage lacks the pointer", async () => {
  const server = await openTestServer();
  const replica = await openTestServer({}, { kv: server.kv });
  const [phone, laptop] = [server.browser(), replica.browser()];
  await server.signIn(phone, { userId: "kim", sessionId: "phone" });
  await server.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  const { seatId } = await phone.token("tea");
  const pointerKey = seatPointerKey("tea", "user:kim");
  await server.kv.commit({ checks: [], writes: [deleteRow(pointerKey)] });
  // No place is left, so that nothing but the pointer tells of Kim's other device. Its session lists no seat; it is faster.
  for (const each of [server, replica]) each.now += 200_000;
  let onLaptop: Promise<{ seatId: string }> | null = null;
  server.kv.beforeCommit = async () => {
    if (onLaptop === null) await (onLaptop = laptop.token("tea"));
  };
  const again = await phone.token("tea");
  expect(again.seatId).toBe((await onLaptop!).seatId);
  await server.kv.commit({ checks: [], writes: [deleteRow(pointerKey)] });
  expect(await phone.token("tea")).toMatchObject({ seatId: again.seatId, generation: 3 });
  expect((await server.kv.get(pointerKey)).value).toEqual({ seatId: again.seatId });
  expect(seatId).not.toBe(again.seatId);
});

Deno.test("a seat that an older server stored twice goes on, and is stored once from then on", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const { seatId } = await browser.token("tea");
  await join(server, seatId, 1);
  const { pointerUntil: _, ...old } = await seatOf(server, seatId);
  const { slug, owner, ...ofPrincipal } = old;
  const pointerKey = seatPointerKey(slug, owner);
  const writes = [setRow(seatKey(seatId), old), setRow(pointerKey, ofPrincipal)];
  await server.kv.commit({ checks: [], writes });
  expect(await browser.token("tea")).toMatchObject({ seatId, generation: 2 });
  expect((await server.kv.get(pointerKey)).value).toEqual({ seatId });
  expect((await seatOf(server, seatId)).live).toEqual([1]);
});

Deno.test("issueGeneration() evicts the other device of a user before it signs", async () => {
  const server = await openTestServer();
  const [laptop, phone] = [server.browser(), server.browser()];
  await server.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  await server.signIn(phone, { userId: "kim", sessionId: "phone" });
  const first = await laptop.token("tea");
  await join(server, first.seatId, 1);
  const second = await phone.token("tea");
  expect(second).toMatchObject({ seatId: first.seatId, generation: 2 });
  expect(server.livekit.removed).toEqual([identityOf(first.seatId, 1)]);
  expect(await seatOf(server, first.seatId)).toMatchObject({ floor: 2, session: "phone" });
});

Deno.test("issueGeneration() of two people never touches the other's seat, whatever their names", async () => {
  const server = await openTestServer();
  const [one, other] = [server.browser(), server.browser()];
  await one.enter("tea", "Kim");
  await other.enter("tea", "Kim");
  const first = await one.token("tea");
  await join(server, first.seatId, 1);
  const second = await other.token("tea");
  expect(second.seatId).not.toBe(first.seatId);
  expect(server.livekit.removed).toEqual([]);
});

Deno.test("a guest who signs in keeps the seat, and the guest session ends", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const guest = await browser.token("tea");
  const guestCookie = browser.cookies.get("madang_guest")!;
  await join(server, guest.seatId, 1);
  await server.signIn(browser, { userId: "kim", sessionId: "laptop" });
  const user = await browser.token("tea");
  expect(user).toMatchObject({ seatId: guest.seatId, generation: 2 });
  expect(server.livekit.removed).toEqual([identityOf(guest.seatId, 1)]);
  expect(browser.cookies.has("madang_guest")).toBe(false);
  // A bare guest cookie never opens a user's seat.
  const thief = server.browser();
  thief.cookies.set("madang_guest", guestCookie);
  await expect(thief.token("tea")).rejects.toThrow("session-invalid");
});

Deno.test("a guest who signs in and has a seat elsewhere: the guest's is retired, the user's goes on", async () => {
  const server = await openTestServer();
  const [laptop, phone] = [server.browser(), server.browser()];
  await server.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  const onLaptop = await laptop.token("tea");
  await join(server, onLaptop.seatId, 1);
  await phone.enter("tea", "Kim");
  const asGuest = await phone.token("tea");
  await join(server, asGuest.seatId, 1);
  await server.signIn(phone, { userId: "kim", sessionId: "phone" });
  const onPhone = await phone.token("tea");
  expect(onPhone).toMatchObject({ seatId: onLaptop.seatId, generation: 2 });
  expect((await seatOf(server, asGuest.seatId)).retired).toBe(true);
  expect(server.livekit.removed.toSorted()).toEqual(
    [identityOf(onLaptop.seatId, 1), identityOf(asGuest.seatId, 1)].toSorted(),
  );
});

Deno.test("a guest who signs in while the user takes a seat on another device ends up on one seat", async () => {
  const server = await openTestServer();
  const [laptop, phone] = [server.browser(), server.browser()];
  await phone.enter("tea", "Kim");
  const asGuest = await phone.token("tea");
  await server.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  await server.signIn(phone, { userId: "kim", sessionId: "phone" });
  let onLaptop: Promise<{ seatId: string }> | null = null;
  server.kv.beforeCommit = async () => {
    if (onLaptop === null) await (onLaptop = laptop.token("tea"));
  };
  const onPhone = await phone.token("tea");
  const { seatId } = await onLaptop!;
  expect(onPhone).toMatchObject({ seatId, generation: 2 });
  expect((await seatOf(server, asGuest.seatId)).retired).toBe(true);
});

Deno.test("two guests who turn out to be one user at the same moment end up on one seat", async () => {
  const server = await openTestServer();
  const [laptop, phone] = [server.browser(), server.browser()];
  for (const browser of [laptop, phone]) await browser.enter("tea", "Kim");
  const [, asGuest] = [await laptop.token("tea"), await phone.token("tea")];
  await server.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  await server.signIn(phone, { userId: "kim", sessionId: "phone" });
  let onLaptop: Promise<{ seatId: string }> | null = null;
  server.kv.beforeCommit = async () => {
    if (onLaptop === null) await (onLaptop = laptop.token("tea"));
  };
  const onPhone = await phone.token("tea");
  expect(onPhone.seatId).toBe((await onLaptop!).seatId);
  expect((await seatOf(server, asGuest.seatId)).retired).toBe(true);
});

Deno.test("a guest who signs in here is evicted from the seats in other spaces", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  await browser.enter("garden", "Kim");
  await browser.token("tea");
  const there = await browser.token("garden");
  await join(server, there.seatId, 1, "garden");
  await server.signIn(browser, { userId: "kim", sessionId: "laptop" });
  await browser.token("tea");
  expect(await seatOf(server, there.seatId)).toMatchObject({ floor: 2, floorReason: "ended" });
  expect(server.livekit.removed).toEqual([identityOf(there.seatId, 1)]);
});

Deno.test("a guest with no seat here stays a guest elsewhere when its user asks for a token", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("garden", "Kim");
  await browser.token("garden");
  await server.signIn(browser, { userId: "kim", sessionId: "laptop" });
  await browser.token("tea");
  expect(browser.cookies.has("madang_guest")).toBe(true);
});

Deno.test("a guest's seat stays the guest's where its session ends while its user's token is planned", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const asGuest = await browser.token("tea");
  const guestCookie = browser.cookies.get("madang_guest")!;
  await server.signIn(browser, { userId: "kim", sessionId: "laptop" });
  // The guest's reservation is over: the first try reserves a place for the guest's seat.
  server.now += 200_000;
  let isEnded = false;
  server.kv.beforeCommit = async ({ writes }) => {
    if (isEnded || !writes.some(({ key }) => key[0] === "seat")) return;
    isEnded = true;
    const twin = server.browser();
    twin.cookies.set("madang_guest", guestCookie);
    await twin.send("DELETE", "/api/guest-sessions/me");
  };
  const asUser = await browser.token("tea");
  expect(asUser).toMatchObject({ generation: 1 });
  expect(asUser.seatId).not.toBe(asGuest.seatId);
  const guestSeat = await seatOf(server, asGuest.seatId);
  expect(guestSeat).toMatchObject({ floor: 2, floorReason: "ended", minted: 2 });
});

Deno.test("a session that ended while a token was minted gets none", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  const first = await browser.token("tea");
  let isEnded = false;
  server.kv.beforeCommit = async () => {
    if (isEnded) return;
    isEnded = true;
    const twin = server.browser();
    for (const [name, value] of browser.cookies) twin.cookies.set(name, value);
    await twin.send("DELETE", "/api/guest-sessions/me");
  };
  await expect(browser.token("tea")).rejects.toThrow("session-invalid");
  expect((await seatOf(server, first.seatId)).floor).toBe(2);
});

Deno.test("a lost reply of a switch mints once more, and still evicts the other device", async () => {
  const server = await openTestServer();
  const [laptop, phone] = [server.browser(), server.browser()];
  await server.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  await server.signIn(phone, { userId: "kim", sessionId: "phone" });
  const first = await laptop.token("tea");
  // It joined, and no webhook said so.
  server.livekit.rooms.set("space-tea", [connectionOf(first.seatId, 1)]);
  server.kv.lostReplies = 1;
  const second = await phone.token("tea");
  expect(second.generation).toBe(3);
  expect(server.livekit.removed).toEqual([identityOf(first.seatId, 1)]);
});

Deno.test("a token is signed all the same when LiveKit does not answer; the floor stays raised", async () => {
  const server = await openTestServer();
  const [laptop, phone] = [server.browser(), server.browser()];
  await server.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  await server.signIn(phone, { userId: "kim", sessionId: "phone" });
  const first = await laptop.token("tea");
  await join(server, first.seatId, 1);
  server.livekit.failure = new Error("away");
  expect((await phone.token("tea")).generation).toBe(2);
  server.livekit.failure = null;
  // The raised floor is in storage: the next token evicts, though the same session asks.
  await phone.token("tea");
  expect(server.livekit.removed).toEqual([identityOf(first.seatId, 1)]);
});

Deno.test("a seat past its life is made anew with another id", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await server.signIn(browser, { userId: "kim", sessionId: "laptop" });
  const before = await browser.token("tea");
  server.now += 3 * 86_400_000;
  const after = await browser.token("tea");
  expect(after.generation).toBe(1);
  expect(after.seatId).not.toBe(before.seatId);
});

Deno.test("a session holds a bounded number of seats; the one given up is evicted", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await server.signIn(browser, { userId: "kim", sessionId: "laptop" });
  const seats: string[] = [];
  for (let index = 0; index < maxHeldSeats; index++) {
    const slug = `room${index}`;
    const { seatId } = await browser.token(slug);
    seats.push(seatId);
    // Kim is inside everywhere but in the third.
    if (index !== 2) await join(server, seatId, 1, slug);
  }
  const { seatId } = await browser.token("one-more");
  await join(server, seatId, 1, "one-more");
  const floors = await Promise.all(seats.map(async (id) => (await seatOf(server, id)).floor));
  expect(floors).toEqual(seats.map((_, index) => index === 2 ? 2 : 1));
  await browser.token("and-one-more");
  expect((await seatOf(server, seats[0])).floor).toBe(2);
  expect(server.livekit.removed).toEqual([identityOf(seats[0], 1)]);
});

for (const hasUserSeat of [true, false]) {
  Deno.test(`no commit of a switch with a new reservation has more checks than a KV server takes: ${hasUserSeat}`, () =>
    longestSwitch(hasUserSeat));
}

async function longestSwitch(hasUserSeat: boolean) {
  const server = await openTestServer();
  const browser = server.browser();
  for (let index = 0; index < maxHeldSeats; index++) {
    await browser.enter(`room${index}`, "Kim");
    await browser.token(`room${index}`);
  }
  await server.signIn(browser, { userId: "kim", sessionId: "laptop" });
  const other = server.browser();
  await server.signIn(other, { userId: "kim", sessionId: "phone" });
  if (hasUserSeat) await other.token("room0");
  const guest = browser.cookies.get("madang_guest")!;
  browser.cookies.delete("madang_guest");
  for (let index = 0; index < maxHeldSeats; index++) await browser.token(`hall${index}`);
  browser.cookies.set("madang_guest", guest);
  // FakeKv refuses more than ten.
  let checks = 0;
  server.kv.beforeCommit = (commit) => void (checks = Math.max(checks, commit.checks.length));
  // No token was used, so that all reservations are over.
  server.now += 200_000;
  await browser.token("room0");
  expect(checks).toBe(10);
}

Deno.test("storage that is away answers in time, and the same request works once it is back", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  await browser.enter("tea", "Kim");
  server.kv.isAway = true;
  await expect(browser.token("tea")).rejects.toThrow("storage-unavailable");
  server.kv.isAway = false;
  expect((await browser.token("tea")).generation).toBe(1);
});
