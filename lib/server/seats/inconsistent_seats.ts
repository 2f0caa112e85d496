/**
 * Seats whose two rows are not of one commit any more. Nothing here writes them so; a backup that was copied row by row
 * while people came and went may. A check by the one row of what the other says would never hold.
 */
import { type HeldSeat, principalSeatKey, seatKey } from "../rows/kv_keys.ts";
import { deleteRow, type KvPort, unchanged } from "../storage/kv_port.ts";
import { foundSeat, type ReadSeat, retireSeat } from "./seats.ts";

/** What it needs of the services. */
export interface InconsistentSeatServices {
  readonly kv: KvPort;
  readonly now: () => number;
}

/**
 * Retires the seat of `owner` where its rows are torn: it is nobody's any more, and its owner gets a new one. Answers
 * the seats on which nobody may stay now.
 */
export async function retireInconsistentSeat(
  { kv, now }: InconsistentSeatServices,
  slug: string,
  principalId: string,
): Promise<HeldSeat[]> {
  const seatId = (await kv.get(principalSeatKey(slug, principalId))).value?.seatId;
  if (seatId === undefined) return [];
  const [principalSeatRow, seatRow] = await kv.getMany([
    principalSeatKey(slug, principalId),
    seatKey(seatId),
  ]);
  const isTorn = principalSeatRow.value?.seatId === seatId &&
    principalSeatRow.versionstamp !== seatRow.versionstamp;
  if (!isTorn) return [];
  const found = foundSeat(seatRow, now());
  const retired = found && !found.seat.retired ? retireSeat(found, now()) : null;
  const isDone = await kv.commit({
    checks: [unchanged(principalSeatRow), unchanged(seatRow)],
    writes: [deleteRow(principalSeatRow.key), ...(retired?.writes ?? [])],
  });
  return isDone ? [{ slug, seatId }] : [];
}

/** A seat that the session knows of and that its owner's row does not: torn, too. `null`: there is none. */
export async function readUnlinkedSeat(
  { kv, now }: InconsistentSeatServices,
  { principalId, principalSeatRow, session }: {
    readonly principalId: string;
    readonly principalSeatRow: ReadSeat;
    readonly session: { readonly seats: readonly HeldSeat[] };
  },
  slug: string,
): Promise<ReadSeat | null> {
  const held = session.seats.find((seat) => seat.slug === slug);
  if (!held || foundSeat(principalSeatRow, now())) return null;
  const row = await kv.get(seatKey(held.seatId));
  const seat = foundSeat(row, now())?.seat;
  return seat?.owner === principalId && !seat.retired ? row : null;
}
