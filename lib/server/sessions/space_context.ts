/** The rows of one space that are read together with the session. */
import {
  type HeldSeat,
  seatKey,
  seatPointerKey,
  type SeatPointerRow,
  type SeatRow,
} from "../rows/kv_keys.ts";
import type { KvPort, KvRow, RowKey } from "../storage/kv_port.ts";
import {
  admissionVersionKey,
  type AdmissionVersionRow,
  knockKey,
  type KnockRow,
  membershipKey,
  type MembershipRow,
  reservationKey,
  type ReservationRow,
  spaceKey,
  type SpaceRow,
} from "../rows/space_rows.ts";
import { seatOfPointer } from "../seats/seats.ts";

/** A principal's rows of one space, and the space's own. */
export interface SpaceContext {
  readonly pointerRow: KvRow<SeatPointerRow>;
  /** The principal's seat, as `seatOfPointer` answers it. */
  readonly principalSeatRow: KvRow<SeatRow>;
  readonly spaceRow: KvRow<SpaceRow>;
  readonly membershipRow: KvRow<MembershipRow>;
  readonly admissionVersionRow: KvRow<AdmissionVersionRow>;
  readonly reservationRow: KvRow<ReservationRow>;
  readonly knockRow: KvRow<KnockRow>;
}

/** Reads rows: from storage, or from memory alone. */
export type RowReader = Pick<KvPort, "get" | "getMany" | "recall">;

/**
 * Reads a session, and the rows of its principal in the space `slug`. A restored storage may lack the pointer of a seat that
 * the session lists: with `mayRelink` that seat is found all the same.
 */
export async function readSpaceContext<Session extends { readonly seats: readonly HeldSeat[] }>(
  kv: RowReader,
  sessionKey: RowKey<Session>,
  slug: string,
  principalId: string,
  mayRelink: boolean,
): Promise<{ readonly sessionRow: KvRow<Session>; readonly context: SpaceContext }> {
  const pointerKey = seatPointerKey(slug, principalId);
  // The empty id has no row. A remembered pointer saves the second round.
  let seatId = kv.recall([pointerKey])?.[0].value?.seatId ?? "";
  while (true) {
    // The seat and the membership come by one read: a ban writes both, and the token's commit checks the seat alone.
    const [sessionRow, pointerRow, seatRow, ...others] = await kv.getMany([
      sessionKey,
      pointerKey,
      seatKey(seatId),
      spaceKey(slug),
      membershipKey(slug, principalId),
      admissionVersionKey(slug),
      reservationKey(slug, principalId),
      knockKey(slug, principalId),
    ]);
    const held = mayRelink ? sessionRow.value?.seats.find((seat) => seat.slug === slug) : undefined;
    const foundId = pointerRow.value?.seatId ?? held?.seatId ?? seatId;
    if (foundId === seatId) {
      const principalSeatRow = seatOfPointer(pointerRow, seatRow);
      const [spaceRow, membershipRow, admissionVersionRow, reservationRow, knockRow] = others;
      return {
        sessionRow,
        context: {
          pointerRow,
          principalSeatRow,
          spaceRow,
          membershipRow,
          admissionVersionRow,
          reservationRow,
          knockRow,
        },
      };
    }
    seatId = foundId;
  }
}

/** Reads a principal's seat by its pointer, as `seatOfPointer` answers it. */
export async function readSeatOf(
  kv: Pick<KvPort, "get">,
  slug: string,
  principalId: string,
): Promise<KvRow<SeatRow>> {
  const pointerRow = await kv.get(seatPointerKey(slug, principalId));
  return seatOfPointer(pointerRow, await kv.get(seatKey(pointerRow.value?.seatId ?? "")));
}
