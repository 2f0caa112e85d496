import { expect } from "expect";
import { identityOf } from "../../../lib/contract/participant.ts";
import { comeIn } from "../../../lib/server/arrivals.ts";
import { maxHeldSeats } from "../../../lib/server/guest_session_rows.ts";
import { guestSessionKey, ownerKey, seatKey } from "../../../lib/server/kv_keys.ts";
import { deleteRow, type KvKey, type KvWrite, setRow } from "../../../lib/server/kv_port.ts";
import { seatAfterJoined } from "../../../lib/server/seats.ts";
import { hashToken } from "../../../lib/server/session_tokens.ts";
import { placesPrefix } from "../../../lib/server/space_rows.ts";
import { applyRoomEvent } from "../../../lib/server/webhook.ts";
import { identify } from "../../../lib/server/who.ts";
import { connectionOf, eventOf } from "../../fakes/presence_stage.ts";
import { openServerStage, type ServerStage, type StageBrowser } from "../../fakes/server_stage.ts";

const nobody = { bearer: null, userCookie: null, guestCookie: null, sessionToken: null };

async function seatOf(stage: ServerStage, seatId: string) {
  return (await stage.kv.get(seatKey(seatId))).value!;
}

/** Somebody joined with this generation, as LiveKit and the webhook know it. */
async function join(stage: ServerStage, seatId: string, generation: number, slug = "tea") {
  const change = seatAfterJoined(await stage.kv.get(seatKey(seatId)), generation, stage.now)!;
  await stage.kv.commit(change);
  const room = `space-${slug}`;
  const inside = stage.livekit.rooms.get(room) ?? [];
  stage.livekit.rooms.set(room, [...inside, connectionOf(seatId, generation)]);
}

Deno.test("mintSeat() gives the same session the next generation, and asks LiveKit for nothing", async () => {
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

Deno.test("mintSeat() costs one read and one commit when a guest comes again", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await browser.enter("tea", "Kim");
  await browser.token("tea");
  const { reads, commits } = stage.kv;
  let checks = 0;
  stage.kv.beforeCommit = (commit) => void (checks = commit.checks.length);
  await browser.token("tea");
  expect([stage.kv.reads - reads, stage.kv.commits - commits, checks]).toEqual([1, 1, 2]);
});

Deno.test("mintSeat() gives fifty requests of one person fifty generations of one seat", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await browser.enter("tea", "Kim");
  const tokens = await Promise.all(Array.from({ length: 50 }, () => browser.token("tea")));
  expect(new Set(tokens.map(({ seatId }) => seatId)).size).toBe(1);
  expect(tokens.map(({ generation }) => generation).toSorted((one, other) => one - other))
    .toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});

Deno.test("mintSeat() keeps generations apart when another replica is faster", async () => {
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

Deno.test("mintSeat() lets in as many as there are places of those who come at once, and counts for several together", async () => {
  const environment = { MADANG_SPACE_CAPACITY: "40" };
  const first = await openServerStage(environment);
  const second = await openServerStage(environment, { kv: first.kv });
  const people = await Promise.all(Array.from({ length: 60 }, async (_, index) => {
    const browser = (index % 2 ? first : second).browser();
    await browser.enter("tea", `Guest ${index}`);
    return browser;
  }));
  const { commits } = first.kv;
  let lists = 0;
  const list = first.kv.list.bind(first.kv);
  first.kv.list = (...args) => (lists++, list(...args));
  const answers = await Promise.all(
    people.map((browser) => browser.token("tea").then(() => "in", String)),
  );
  const full = "Error: Cannot get a token: space-full";
  expect(answers.toSorted()).toEqual([...Array(20).fill(full), ...Array(40).fill("in")]);
  // Of two lists a person, and one commit at least.
  expect(lists).toBeLessThan(60);
  expect(first.kv.commits - commits).toBeLessThan(60);
});

Deno.test("mintSeat() gives one person one seat whose devices come at once, also where places are scarce", async () => {
  const stage = await openServerStage({ MADANG_SPACE_CAPACITY: "8" });
  const devices = [1, 2, 3, 4].map(() => stage.browser());
  const guest = stage.browser();
  await guest.enter("tea", "Lee");
  for (const [index, device] of devices.entries()) {
    await stage.signIn(device, { userId: "kim", sessionId: `device-${index}` });
  }
  const tokens = await Promise.all([guest, ...devices].map((browser) => browser.token("tea")));
  const [, ...own] = tokens;
  expect(new Set(own.map(({ seatId }) => seatId)).size).toBe(1);
  expect(own.map(({ generation }) => generation).toSorted()).toEqual([1, 2, 3, 4]);
  expect((await stage.kv.get(ownerKey("tea", "user:kim"))).value?.seatId).toBe(own[0].seatId);
});

Deno.test("mintSeat() refuses nobody for a place that others in their company do not take in the end", async () => {
  const stage = await openServerStage({ MADANG_SPACE_CAPACITY: "3" });
  const [first, phone, laptop, lee, park] = [1, 2, 3, 4, 5].map(() => stage.browser());
  for (const guest of [first, lee, park]) await guest.enter("tea", "Guest");
  await stage.signIn(phone, { userId: "kim", sessionId: "phone" });
  await stage.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  const ask = (browser: StageBrowser) => browser.token("tea").then(() => "in", String);
  // Kim has one place, whatever the number of devices.
  expect(await Promise.all([first, phone, laptop, lee].map(ask))).toEqual(["in", "in", "in", "in"]);
  expect(await ask(park)).toBe("Error: Cannot get a token: space-full");
});

Deno.test("comeIn() counts places anew for whoever it looks at again, where others have taken some meanwhile", async () => {
  const stage = await openServerStage({ MADANG_SPACE_CAPACITY: "2" });
  const { kv, services } = stage;
  const [phone, laptop, lee, park] = [1, 2, 3, 4].map(() => stage.browser());
  for (const guest of [lee, park]) await guest.enter("tea", "Guest");
  await stage.signIn(phone, { userId: "kim", sessionId: "phone" });
  await stage.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  const credentials = { ...nobody, userCookie: laptop.cookies.get("madang_user") ?? "" };
  const who = await identify(services, credentials, "tea");
  await lee.token("tea");
  const { seatId, generation } = await phone.token("tea");
  const onPhone = connectionOf(seatId, generation);
  await applyRoomEvent(services, eventOf("participant_joined", onPhone));
  const { get, list } = kv;
  let isCounted = false;
  kv.list = (...of) => {
    isCounted = true;
    return list.apply(kv, of) as never;
  };
  kv.get = async (key) => {
    if (isCounted && key[0] === "user_session") {
      kv.get = get;
      // The phone's place is free again, and somebody else's.
      await applyRoomEvent(services, eventOf("participant_left", onPhone));
      await park.token("tea");
    }
    return await get.call(kv, key) as never;
  };
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const request = { credentials, slug: "tea" };
  const arrival = { request, who, resolve, reject, isLate: () => false, attempts: 0, owed: [] };
  await Promise.all([
    expect(promise).rejects.toMatchObject({ code: "space-full" }),
    comeIn(services, [arrival], false),
  ]);
  expect((await kv.list(placesPrefix("tea"))).length).toBe(2);
});

Deno.test("comeIn() answers who is too late, too: the next request of theirs would wait for them", async () => {
  const { services } = await openServerStage();
  const late = Promise.withResolvers<never>();
  const arrival = {
    request: { credentials: nobody, slug: "tea" },
    isLate: () => true,
    resolve: () => {},
    reject: late.reject,
    attempts: 0,
    owed: [],
  };
  expect(await comeIn(services, [arrival as never], false)).toEqual([]);
  const answer = Promise.race([late.promise, Promise.resolve().then(() => "nothing")]);
  await expect(answer).rejects.toMatchObject({ code: "storage-unavailable" });
});

Deno.test("mintSeat() refuses no device of a person for whom another one has just taken the last place", async () => {
  const stage = await openServerStage({ MADANG_SPACE_CAPACITY: "1" });
  const devices = [1, 2, 3].map(() => stage.browser());
  for (const [index, device] of devices.entries()) {
    await stage.signIn(device, { userId: "kim", sessionId: `device-${index}` });
  }
  const tokens = await Promise.all(devices.map((device) => device.token("tea")));
  expect(new Set(tokens.map(({ seatId }) => seatId)).size).toBe(1);
});

Deno.test("mintSeat() counts no places for who is refused whatever is free, and makes nobody wait for them", async () => {
  const stage = await openServerStage();
  const owner = stage.browser();
  await stage.signIn(owner, { userId: "kim", sessionId: "laptop" });
  let lists = 0;
  const list = stage.kv.list.bind(stage.kv);
  for (const rules of [{ policy: "knock" }, { policy: "members" }, { isLocked: true }]) {
    const slug = JSON.stringify(rules).replace(/\W/g, "");
    await owner.send("POST", "/api/spaces", { slug, ...rules });
    const guest = stage.browser();
    await guest.enter(slug, "Guest");
    stage.kv.list = (...args) => (lists++, list(...args));
    await expect(guest.token(slug)).rejects.toThrow(/waiting|member|locked/);
    stage.kv.list = list;
  }
  expect(lists).toBe(0);
});

Deno.test("mintSeat() answers whoever comes with others by what is so of them alone", async () => {
  const stage = await openServerStage();
  const [kim, lee, park, han] = [1, 2, 3, 4].map(() => stage.browser());
  for (const browser of [kim, lee, park, han]) await browser.enter("tea", "Guest");
  const ended = park.cookies.get("madang_guest") ?? "";
  const answers = Promise.all(
    [kim, lee, park, han].map((browser) => browser.token("tea").then(() => "in", String)),
  );
  // Lee's and Park's are read again when it is their turn.
  const key = guestSessionKey(await hashToken(ended));
  await stage.kv.commit({ checks: [], writes: [deleteRow(key)] });
  expect(await answers).toEqual(["in", "in", "Error: Cannot get a token: session-invalid", "in"]);
});

Deno.test("mintSeat() gives a new seat to whoever's seat is torn in storage, and nobody stays on the old one", async () => {
  const torn: Record<string, (stage: ServerStage, seatId: string, owner: KvKey) => KvWrite[]> = {
    "without its own row": (_, seatId) => [deleteRow(seatKey(seatId))],
    "without its owner's row": (_, _seatId, owner) => [deleteRow(owner)],
    "its own row of another version": () => [],
  };
  for (const [how, tear] of Object.entries(torn)) {
    const stage = await openServerStage();
    const browser = stage.browser();
    await browser.enter("tea", "Kim");
    const { seatId } = await browser.token("tea");
    await join(stage, seatId, 1);
    const seat = await seatOf(stage, seatId);
    const owner = ownerKey("tea", seat.owner);
    // As a restore does it: row by row.
    await stage.kv.commit({ checks: [], writes: [setRow(owner, seat)] });
    await stage.kv.commit({ checks: [], writes: [setRow(seatKey(seatId), seat)] });
    await stage.kv.commit({ checks: [], writes: tear(stage, seatId, owner) });
    const again = await browser.token("tea");
    expect([how, again.generation, again.seatId === seatId]).toEqual([how, 1, false]);
    expect([how, stage.livekit.removed]).toEqual([how, [identityOf(seatId, 1)]]);
    const row = (await stage.kv.get(seatKey(seatId))).value;
    expect([how, row?.retired ?? true]).toEqual([how, true]);
    expect((await stage.kv.get(owner)).value?.seatId).toBe(again.seatId);
    expect((await browser.token("tea")).seatId).toBe(again.seatId);
  }
});

Deno.test("mintSeat() puts out the other device of a user before it signs", async () => {
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

Deno.test("mintSeat() of two people never touches the other's seat, whatever their names", async () => {
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

Deno.test("a guest who signs in while the user sits down elsewhere ends up on one seat", async () => {
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

Deno.test("a guest who signs in here leaves seats in other spaces with nobody on them", async () => {
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

Deno.test("a lost reply of a switch mints once more, and still puts out whom it has to", async () => {
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
  // The debt is in KV: the next token settles it, though the same session asks.
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

Deno.test("a session holds a bounded number of seats; the one given up has nobody left on it", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await stage.signIn(browser, { userId: "kim", sessionId: "laptop" });
  const seats: string[] = [];
  for (let index = 0; index < maxHeldSeats; index++) {
    const slug = `room${index}`;
    const { seatId } = await browser.token(slug);
    seats.push(seatId);
    // Somebody is live everywhere but in the third.
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
  Deno.test(`no commit of a switch that takes a place has more checks than a KV server takes: ${hasUserSeat}`, () =>
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
  // Nobody used a token, so that no place is left.
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

Deno.test("a seat's two rows are the same after any of these", async () => {
  const stage = await openServerStage();
  const browser = stage.browser();
  await browser.enter("tea", "Kim");
  const { seatId } = await browser.token("tea");
  await join(stage, seatId, 1);
  await browser.token("tea");
  const seat = await stage.kv.get(seatKey(seatId));
  const owner = await stage.kv.get(ownerKey("tea", seat.value!.owner));
  expect(owner.value).toEqual(seat.value);
  expect(owner.versionstamp).toBe(seat.versionstamp);
});
