/** The seats that a session holds: read, given up, ended with it. */
import type { DepartureReason } from "../../contract/departure.ts";
import { type HeldSeat, seatKey } from "../rows/kv_keys.ts";
import type { KvPort } from "../storage/kv_port.ts";
import { foundSeat, type ReadSeat, seatAfterEnd, type SeatChange } from "./seats.ts";

/** The rows of seats that a session says it holds (at most 10). Their own `session` has the last word. */
export async function readHeldSeats(kv: KvPort, seats: readonly HeldSeat[]): Promise<ReadSeat[]> {
  return seats.length === 0 ? [] : await kv.getMany(seats.map(({ seatId }) => seatKey(seatId)));
}

/** What has to be committed so that nobody stays on seats whose session ends; another session's are left alone. */
export function endHeldSeats(
  rows: readonly ReadSeat[],
  session: string,
  reason: DepartureReason,
  now: number,
): SeatChange[] {
  return rows.flatMap((row) => seatAfterEnd(row, { session, reason }, now) ?? []);
}

/**
 * Which of the held seats makes room for one more: one that is not the session's any more, else one on
 * which nobody is known to be live, else the one that was taken longest ago.
 */
export function seatToGiveUp(rows: readonly ReadSeat[], session: string, now: number): ReadSeat {
  const seatOf = (row: ReadSeat) => foundSeat(row, now)?.seat;
  return rows.find((row) => seatOf(row)?.session !== session) ??
    rows.find((row) => seatOf(row)?.live.length === 0) ??
    rows[0];
}
