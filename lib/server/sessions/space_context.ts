/** The seven rows of one space that are read together with the session. */
import {
  principalSeatKey,
  type PrincipalSeatRow,
  tokenRequestedKey,
  type TokenRequestedRow,
} from "../rows/kv_keys.ts";
import type { KvRow } from "../storage/kv_port.ts";
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

/** A principal's rows of one space, and the space's own. */
export interface SpaceContext {
  /** The asker's seat, by its owner. */
  readonly principalSeatRow: KvRow<PrincipalSeatRow>;
  readonly askedRow: KvRow<TokenRequestedRow>;
  readonly spaceRow: KvRow<SpaceRow>;
  readonly membershipRow: KvRow<MembershipRow>;
  readonly admissionVersionRow: KvRow<AdmissionVersionRow>;
  readonly reservationRow: KvRow<ReservationRow>;
  readonly knockRow: KvRow<KnockRow>;
}

/** The keys of `spaceContext`, in its order. */
export function spaceContextKeys(slug: string, principalId: string) {
  return [
    principalSeatKey(slug, principalId),
    tokenRequestedKey(slug),
    spaceKey(slug),
    membershipKey(slug, principalId),
    admissionVersionKey(slug),
    reservationKey(slug, principalId),
    knockKey(slug, principalId),
  ] as const;
}

/** Names what was read by `spaceContextKeys`, in its order. */
export function spaceContext(
  [
    principalSeatRow,
    askedRow,
    spaceRow,
    membershipRow,
    admissionVersionRow,
    reservationRow,
    knockRow,
  ]: readonly [
    KvRow<PrincipalSeatRow>,
    KvRow<TokenRequestedRow>,
    KvRow<SpaceRow>,
    KvRow<MembershipRow>,
    KvRow<AdmissionVersionRow>,
    KvRow<ReservationRow>,
    KvRow<KnockRow>,
  ],
): SpaceContext {
  return {
    principalSeatRow,
    askedRow,
    spaceRow,
    membershipRow,
    admissionVersionRow,
    reservationRow,
    knockRow,
  };
}
