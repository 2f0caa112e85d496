/** The places of a space: a connected participant has one, and so has a reservation. */
import { isOutsideKind } from "../../contract/outside.ts";
import { seatPointerKey } from "../rows/kv_keys.ts";
import { type KvPort, type KvRow, readRows } from "../storage/kv_port.ts";
import { allConnections, presencePrefix, type PresenceRow } from "../rows/presence_rows.ts";
import type { SpaceContext } from "../sessions/space_context.ts";
import { foundSeat, isConnected, mayStay } from "../seats/seats.ts";
import { type ReservationRow, reservationsPrefix } from "../rows/space_rows.ts";

/** The rows of one principal that say whether they have a place. */
type OwnPlaceRows = Pick<SpaceContext, "principalSeatRow" | "reservationRow">;

/**
 * Whether the principal's own rows say that they have a place. On `false` the space's rows may still say so. A reservation counts
 * for the seat that the principal has by now: another device may have reserved for one that was not made in the end.
 */
export function hasOwnPlace(
  { principalSeatRow, reservationRow }: OwnPlaceRows,
  now: number,
): boolean {
  const seat = foundSeat(principalSeatRow, now)?.seat;
  if (!seat) return false;
  const { value: reservation } = reservationRow;
  return isConnected(seat) || (reservation !== null && now < reservation.until);
}

/** The places of a space, counted for a principal without a place by their own rows. */
export interface Occupancy {
  /** The principal is connected all the same: their *joined* was lost, and the reconciler saw them. */
  readonly isInside: boolean;
  /** Places that other people have. */
  readonly taken: number;
}

/** All rows of a space that say which seats have a place. */
export interface PlaceRows {
  readonly reservations: readonly KvRow<ReservationRow>[];
  readonly connections: readonly KvRow<PresenceRow>[];
}

/**
 * Reads the reservations before presence: a participant who joins in between gives up the reservation in the commit that
 * writes presence, and is counted by one list at least.
 */
export async function readPlaces(kv: KvPort, slug: string): Promise<PlaceRows> {
  const reservations = await kv.list(reservationsPrefix(slug), allConnections);
  return { reservations, connections: await kv.list(presencePrefix(slug), allConnections) };
}

/**
 * The rows, where each reservation is for the seat that its principal has by now: a second device of the same person may have
 * reserved for a seat that was not made in the end.
 */
export async function withSeatsOfPrincipals(
  kv: KvPort,
  slug: string,
  { reservations, connections }: PlaceRows,
): Promise<PlaceRows> {
  const keys = reservations.map(({ key }) => seatPointerKey(slug, String(key[2])));
  const pointers = await readRows(kv, keys);
  return {
    connections,
    reservations: reservations.map((row, index) => {
      const seatId = pointers[index].value?.seatId;
      return row.value && seatId ? { ...row, value: { ...row.value, seatId } } : row;
    }),
  };
}

/** Counts seats, not connections. Participants without a seat, such as agents, take no place. */
export function occupancyFor(rows: PlaceRows, own: OwnPlaceRows, now: number): Occupancy {
  const { inside, taken } = occupancyForAll(rows, [own], now);
  return { isInside: inside.length > 0, taken };
}

/** As `occupancyFor` for several: those of them who are connected, and the places that are not theirs. */
export function occupancyForAll<Own extends OwnPlaceRows>(
  { reservations, connections }: PlaceRows,
  all: readonly Own[],
  now: number,
): { readonly inside: readonly Own[]; readonly taken: number } {
  const seatOf = (own: Own) => foundSeat(own.principalSeatRow, now)?.seat;
  const ownSeatIds = new Set(all.map((own) => seatOf(own)?.seatId));
  // By key: a principal's reservation may be of a former seat, or of one that another request is just making.
  const ownKeys = new Set(all.map(({ reservationRow }) => String(reservationRow.key)));
  const connected = connections.flatMap(({ value }) =>
    value?.leftAtMs === null && !isOutsideKind(value.kind) ? [value] : []
  );
  const reserved = reservations.filter(({ key }) => !ownKeys.has(String(key)))
    .flatMap(({ value }) => value && now < value.until ? [value] : []);
  const others = [...connected, ...reserved].filter(({ seatId }) => !ownSeatIds.has(seatId));
  const inside = all.filter((own) => {
    const seat = seatOf(own);
    return seat &&
      connected.some((row) => row.seatId === seat.seatId && mayStay(seat, row.generation));
  });
  return { inside, taken: new Set(others.map(({ seatId }) => seatId)).size };
}

/** Whether the principal has a place, by their own rows or by the space's. */
export async function hasPlaceIn(
  kv: KvPort,
  slug: string,
  own: OwnPlaceRows,
  now: number,
): Promise<boolean> {
  return hasOwnPlace(own, now) || occupancyFor(await readPlaces(kv, slug), own, now).isInside;
}
