/** The seats that a session holds: reading them, ending them, choosing one to give up. */
import type { DepartureReason } from "../../contract/departure.ts";
import { type HeldSeat, seatKey } from "../rows/kv_keys.ts";
import type { KvPort } from "../storage/kv_port.ts";
import { foundSeat, type ReadSeat, seatAfterEnd, type SeatChange } from "./seats.ts";

/** Reads the rows of the seats that a session lists (10 at most). A seat's own `session` says which session holds it. */
export async function readHeldSeats(kv: KvPort, seats: readonly HeldSeat[]): Promise<ReadSeat[]> {
  return seats.length === 0 ? [] : await kv.getMany(seats.map(({ seatId }) => seatKey(seatId)));
}

/** The changes of the seats that an ending session holds; seats that another session holds are left alone. */
export function endHeldSeats(
  rows: readonly ReadSeat[],
  session: string,
  reason: DepartureReason,
  now: number,
): SeatChange[] {
  return rows.flatMap((row) => seatAfterEnd(row, { session, reason }, now) ?? []);
}

/**
 * The listed seat that makes room for one more: one that another session holds by now, else one without a connected
 * generation, else the one that was taken longest ago.
 */
export function seatToGiveUp(rows: readonly ReadSeat[], session: string, now: number): ReadSeat {
  const seatOf = (row: ReadSeat) => foundSeat(row, now)?.seat;
  return rows.find((row) => seatOf(row)?.session !== session) ??
    rows.find((row) => seatOf(row)?.live.length === 0) ??
    rows[0];
}
