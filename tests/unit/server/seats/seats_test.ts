import { expect } from "expect";
import {
  seatKey,
  seatPointerKey,
  type SeatPointerRow,
  type SeatRow,
} from "../../../../lib/server/rows/kv_keys.ts";
import type { KvRow } from "../../../../lib/server/storage/kv_port.ts";
import {
  foundSeat,
  maxConnectedGenerations,
  mayHaveStaleParticipants,
  mayStay,
  newSeat,
  type ReadSeat,
  retireSeat,
  seatAfterEnd,
  seatAfterJoined,
  seatAfterLeft,
  seatAfterLoss,
  seatAfterMint,
  seatAfterSighting,
  seatAfterSignIn,
  type SeatChange,
  seatLifeMs,
  seatOfPointer,
} from "../../../../lib/server/seats/seats.ts";

const now = Date.UTC(2026, 10, 23);
const seatId = `seat_${"0".repeat(32)}`;
const owner = { seatId, slug: "tea", owner: "guest:g1", session: "g1" };
const none: KvRow<SeatPointerRow> = {
  key: seatPointerKey("tea", "guest:g1"),
  value: null,
  versionstamp: null,
};

function rowOf(seat: SeatRow, versionstamp = "1"): ReadSeat {
  return { key: seatKey(seat.seatId), value: seat, versionstamp };
}

function found(change: SeatChange) {
  return foundSeat(rowOf(change.seat), now)!;
}

function minted(times: number): SeatChange {
  let change = newSeat(none, owner, now);
  for (let more = 1; more < times; more++) change = seatAfterMint(found(change), "g1", now);
  return change;
}

Deno.test("newSeat() starts at generation 1 without a pending eviction", () => {
  const change = newSeat(none, owner, now);
  expect(change.seat).toMatchObject({ minted: 1, floor: 1, session: "g1", retired: false });
  expect(change.evictionIsDue).toBe(false);
  expect(change.checks).toEqual([{ key: none.key, versionstamp: null }]);
});

Deno.test("a change writes the seat's own row, checks it, and writes the pointer only where that would end first", () => {
  const first = minted(1);
  // Kept past their life: no row may go while it still counts.
  const storedMs = seatLifeMs + 3_600_000;
  const own = (seat: SeatRow) => ({
    type: "set",
    key: seatKey(seatId),
    value: seat,
    expireInMs: storedMs,
  });
  const pointer = {
    type: "set",
    key: none.key,
    value: { seatId },
    expireInMs: 2 * storedMs,
  };
  expect(first.writes).toEqual([own(first.seat), pointer]);
  const second = seatAfterMint(found(first), "g1", now);
  expect(second.writes).toEqual([own(second.seat)]);
  expect(second.checks).toEqual([{ key: seatKey(seatId), versionstamp: "1" }]);
  expect(second.seat.expiresAt).toBe(now + seatLifeMs);
  const last = seatAfterMint(found(second), "g1", now + storedMs + 1);
  expect(last.writes).toEqual([own(last.seat), pointer]);
  // A seat of an older server knows of no pointer.
  const { pointerUntil: _, ...old } = first.seat;
  expect(seatAfterMint({ seat: old, versionstamp: "1" }, "g1", now).writes.length).toBe(2);
});

Deno.test("seatOfPointer() takes no seat of another person, of another space, or retired", () => {
  const { seat } = minted(1);
  const pointing: KvRow<SeatPointerRow> = { ...none, value: { seatId }, versionstamp: "2" };
  expect(seatOfPointer(pointing, rowOf(seat))).toEqual(rowOf(seat));
  const absent = { ...pointing, value: null };
  for (const other of [{ owner: "user:u1" }, { slug: "park" }, { retired: true }]) {
    expect(seatOfPointer(pointing, rowOf({ ...seat, ...other }))).toEqual(absent);
  }
  expect(seatOfPointer(pointing, { ...rowOf(seat), value: null })).toEqual(absent);
});

Deno.test("seatAfterMint() leaves the floor when the same session asks again", () => {
  const change = minted(3);
  expect(change.seat).toMatchObject({ minted: 3, floor: 1 });
  expect(change.evictionIsDue).toBe(false);
});

Deno.test("seatAfterMint() raises the floor to the new generation on a session switch", () => {
  const change = seatAfterMint(found(minted(2)), "other", now);
  expect(change.seat).toMatchObject({
    minted: 3,
    floor: 3,
    session: "other",
    floorReason: "taken-over",
  });
  expect(change.evictionIsDue).toBe(true);
});

Deno.test("seatAfterMint() of the same session has a pending eviction while a stale generation is connected", () => {
  const joined = seatAfterJoined(rowOf(minted(2).seat), 1, now)!;
  const newer = seatAfterJoined(rowOf(joined.seat), 2, now)!;
  // The eviction of 1 failed: no participant_left came.
  expect(seatAfterMint(found(newer), "g1", now).evictionIsDue).toBe(true);
  const gone = seatAfterLeft(rowOf(newer.seat), 1, now)!;
  expect(seatAfterMint(found(gone), "g1", now).evictionIsDue).toBe(false);
});

Deno.test("seatAfterJoined() raises the floor to the generation that joined, and never lowers it", () => {
  const second = seatAfterJoined(rowOf(minted(3).seat), 2, now)!;
  expect(second.seat.floor).toBe(2);
  const first = seatAfterJoined(rowOf(second.seat), 1, now)!;
  expect(first.seat.floor).toBe(2);
  expect(first.evictionIsDue).toBe(true);
});

Deno.test("seatAfterJoined() of a seat's only generation has no pending eviction", () => {
  expect(seatAfterJoined(rowOf(minted(1).seat), 1, now)!.evictionIsDue).toBe(false);
});

Deno.test("seatAfterJoined() never lets a generation be minted again that has joined", () => {
  const restored = seatAfterJoined(rowOf(minted(1).seat), 7, now)!;
  expect(restored.seat).toMatchObject({ floor: 7, minted: 7 });
});

Deno.test("seatAfterLeft() raises the floor as a join does; seatAfterLoss() raises none", () => {
  expect(seatAfterLeft(rowOf(minted(3).seat), 2, now)!.seat.floor).toBe(2);
  const { seat } = seatAfterJoined(rowOf(minted(3).seat), 1, now)!;
  expect(seatAfterLoss(rowOf(seat), [1, 2], now)!.seat).toMatchObject({ floor: 1, live: [] });
  expect(seatAfterLoss(rowOf(seat), [2], now)).toBeNull();
});

Deno.test("an unknown seat, and one past its life, is never made again under its id", () => {
  const past = now + seatLifeMs;
  for (const row of [{ ...none, key: seatKey(seatId), value: null }, rowOf(minted(1).seat)]) {
    expect(seatAfterJoined(row, 1, past)).toBeNull();
    expect(seatAfterLeft(row, 1, past)).toBeNull();
    expect(seatAfterSighting(row, past)).toBeNull();
    expect(seatAfterEnd(row, { session: null, reason: "removed" }, past)).toBeNull();
  }
});

Deno.test("seatAfterSighting() writes seldom, and keeps a seat at least 24 h after the last sighting", () => {
  const { seat } = minted(1);
  let written = now;
  for (let at = now; at < now + 200 * 3_600_000; at += 3_600_000) {
    const row = rowOf({ ...seat, expiresAt: written + seatLifeMs });
    const change = seatAfterSighting(row, at);
    if (change) written = at;
    expect(written + seatLifeMs - at).toBeGreaterThanOrEqual(24 * 3_600_000);
  }
  expect(seatAfterSighting(rowOf(seat), now + 3_600_000)).toBeNull();
});

Deno.test("seatAfterEnd() makes every generation stale, unused tokens included, and stores the reason", () => {
  const change = seatAfterEnd(rowOf(minted(2).seat), { session: "g1", reason: "ended" }, now)!;
  expect(change.seat).toMatchObject({ minted: 3, floor: 3, floorReason: "ended" });
  expect([1, 2].map((generation) => mayStay(change.seat, generation))).toEqual([false, false]);
  expect(seatAfterMint(found(change), "g1", now).seat).toMatchObject({ minted: 4, floor: 3 });
});

Deno.test("seatAfterEnd() leaves alone a seat that another session holds", () => {
  const row = rowOf(minted(2).seat);
  expect(seatAfterEnd(row, { session: "other", reason: "ended" }, now)).toBeNull();
  expect(seatAfterEnd(row, { session: null, reason: "banned" }, now)).not.toBeNull();
});

Deno.test("seatAfterSignIn() gives the guest's seat to the user, under the same id", () => {
  const user = { owner: "user:u1", session: "s1" };
  const change = seatAfterSignIn(found(minted(1)), user, now);
  expect(change.seat).toMatchObject({ seatId, ...user, minted: 2, floor: 2 });
  expect(change.writes.map(({ key }) => key)).toEqual([
    seatKey(seatId),
    seatPointerKey("tea", "user:u1"),
  ]);
});

Deno.test("retireSeat() is for good, and writes no row at the principal's key", () => {
  const retired = retireSeat(found(minted(1)), now);
  expect(retired.writes.map(({ key }) => key)).toEqual([seatKey(seatId)]);
  const joined = seatAfterJoined(rowOf(retired.seat), 9, now)!;
  expect(joined.seat.retired).toBe(true);
  expect(joined.evictionIsDue).toBe(true);
  expect(mayStay(joined.seat, 9)).toBe(false);
});

Deno.test("mayStay() is the rule: known, not retired, not below the floor", () => {
  const { seat } = seatAfterMint(found(minted(1)), "other", now);
  expect(mayStay(null, 1)).toBe(false);
  expect(mayStay(seat, 1)).toBe(false);
  expect(mayStay(seat, 2)).toBe(true);
  expect(mayStay({ ...seat, retired: true }, 2)).toBe(false);
});

Deno.test("mayHaveStaleParticipants() looks at the newest connected generations, a bounded number", () => {
  let row = rowOf(minted(1).seat);
  for (let generation = 1; generation <= maxConnectedGenerations + 5; generation++) {
    row = rowOf(seatAfterJoined(row, generation, now)!.seat);
  }
  expect(row.value!.live).toHaveLength(maxConnectedGenerations);
  expect(row.value!.live.at(-1)).toBe(maxConnectedGenerations + 5);
  expect(mayHaveStaleParticipants(foundSeat(row, now)!.seat)).toBe(true);
});
