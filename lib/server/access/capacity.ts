/** Who has a place in a space: those with a live connection, and those with a token with which to come in. */
import { isOutsideKind } from "../../contract/outside.ts";
import type { KvPort, KvRow } from "../storage/kv_port.ts";
import { allConnections, presencePrefix, type PresenceRow } from "../rows/presence_rows.ts";
import type { SpaceContext } from "../sessions/space_context.ts";
import { foundSeat } from "../seats/seats.ts";
import { type ReservationRow, reservationsPrefix } from "../rows/space_rows.ts";

/** A person's own rows that say whether they have a place. */
type OwnPlaceRows = Pick<SpaceContext, "principalSeatRow" | "reservationRow">;

/** As far as one person's own rows tell; `false` where the space's have to be looked at. */
export function hasOwnPlace(
  { principalSeatRow, reservationRow }: OwnPlaceRows,
  now: number,
): boolean {
  const seat = foundSeat(principalSeatRow, now)?.seat;
  if (!seat) return false;
  const { value: place } = reservationRow;
  return seat.live.some((generation) => generation >= seat.floor) ||
    (place?.seatId === seat.seatId && now < place.until);
}

/** Places of a space, as counted for somebody who has none as far as their own rows tell. */
export interface Occupancy {
  /** Is inside all the same: the *joined* was lost, and only the reconciler saw it. */
  readonly isInside: boolean;
  /** Places that others have. */
  readonly taken: number;
}

/** All rows of a space that say who has a place. */
export interface PlaceRows {
  readonly reservations: readonly KvRow<ReservationRow>[];
  readonly connections: readonly KvRow<PresenceRow>[];
}

/**
 * Reserved places are read before who is inside: whoever comes in meanwhile gives the one up for the other in one
 * commit, and must not be missed.
 */
export async function readPlaces(kv: KvPort, slug: string): Promise<PlaceRows> {
  const reservations = await kv.list(reservationsPrefix(slug), allConnections);
  return { reservations, connections: await kv.list(presencePrefix(slug), allConnections) };
}

/** Counts seats, not connections: a program takes nobody's place. */
export function occupancyFor(
  { reservations, connections }: PlaceRows,
  own: OwnPlaceRows,
  now: number,
): Occupancy {
  const seat = foundSeat(own.principalSeatRow, now)?.seat ?? null;
  const isOwn = (row: PresenceRow | ReservationRow) => row.seatId === seat?.seatId;
  const inside = connections.flatMap(({ value }) =>
    value?.leftAtMs === null && !isOutsideKind(value.kind) ? [value] : []
  );
  // By its key: their own may be of the seat that they had before, or of the one that a request of theirs is just making.
  const ownKey = String(own.reservationRow.key);
  const reserved = reservations.filter(({ key }) => String(key) !== ownKey)
    .flatMap(({ value }) => value && now < value.until ? [value] : []);
  const others = [...inside, ...reserved].filter((row) => !isOwn(row));
  return {
    isInside: seat !== null &&
      inside.some((row) => isOwn(row) && row.generation >= seat.floor && !seat.retired),
    taken: new Set(others.map(({ seatId }) => seatId)).size,
  };
}

/** Has a place, by their own rows or by the space's. */
export async function hasPlaceIn(
  kv: KvPort,
  slug: string,
  own: OwnPlaceRows,
  now: number,
): Promise<boolean> {
  return hasOwnPlace(own, now) || occupancyFor(await readPlaces(kv, slug), own, now).isInside;
}
