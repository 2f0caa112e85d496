/**
 * Seats whose two rows are of different commits: a backup that was copied row by row while people joined and left may
 * hold such rows. A token request's check of them would never hold.
 */
import { type HeldSeat, principalSeatKey, seatKey } from "../rows/kv_keys.ts";
import { deleteRow, type KvPort, unchanged } from "../storage/kv_port.ts";
import { foundSeat, type ReadSeat, retireSeat } from "./seats.ts";

/** The services that these functions need. */
export interface InconsistentSeatServices {
  readonly kv: KvPort;
  readonly now: () => number;
}

/**
 * Retires the seat of `principalId` where its two rows differ; the next token request makes a new one. Answers the
 * retired seat, for `evictAndWait`; empty where the rows are consistent.
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
  const isInconsistent = principalSeatRow.value?.seatId === seatId &&
    principalSeatRow.versionstamp !== seatRow.versionstamp;
  if (!isInconsistent) return [];
  const found = foundSeat(seatRow, now());
  const retired = found && !found.seat.retired ? retireSeat(found, now()) : null;
  const isDone = await kv.commit({
    checks: [unchanged(principalSeatRow), unchanged(seatRow)],
    writes: [deleteRow(principalSeatRow.key), ...(retired?.writes ?? [])],
  });
  return isDone ? [{ slug, seatId }] : [];
}

/** Reads a seat that the session lists but that has no row at its principal's key: inconsistent, too. `null`: there is none. */
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
