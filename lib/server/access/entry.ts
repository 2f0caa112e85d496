/** The access decision for a principal, from the rows that were read with it. */
import { type Access, type AccessQuestion, decideAccess } from "./access.ts";
import type { Config } from "../config/config.ts";
import { isAdmitted } from "../sessions/guest_session_rows.ts";
import { hasOwnPlace } from "./capacity.ts";
import { foundSeat } from "../seats/seats.ts";
import type { MembershipRow } from "../rows/space_rows.ts";
import { mergeMemberships } from "./memberships.ts";
import type { GuestPrincipal, Principal } from "../sessions/principal.ts";

/** The guest on a user's request, where they have a seat here: it is taken over or retired, and the guest session ends. */
export function signedInGuest(principal: Principal, now: number): GuestPrincipal | null {
  if (principal.kind === "guest" || principal.guest === null) return null;
  const found = foundSeat(principal.guest.principalSeatRow, now);
  // A former guest seat that belongs to a user by now is left alone.
  return found?.seat.owner === principal.guest.principalId && !found.seat.retired
    ? principal.guest
    : null;
}

/** The membership that counts: the user's, merged with that of the guest who signs in. */
export function membershipOf(principal: Principal, now: number): MembershipRow | null {
  const own = principal.membershipRow.value;
  if (principal.kind === "guest" || principal.guest === null) return own;
  const guestMembership = principal.guest.membershipRow.value;
  const counts = guestMembership?.isBanned || signedInGuest(principal, now) !== null;
  return mergeMemberships(own, counts ? guestMembership : null, principal.principalId);
}

/** Whether the principal, or the guest who signs in, has a place by their own rows. */
export function hasPlace(principal: Principal, now: number): boolean {
  const guest = signedInGuest(principal, now);
  return hasOwnPlace(principal, now) || (guest !== null && hasOwnPlace(guest, now));
}

/** Decides as `decideAccess`. Without `taken` the space counts as empty. */
export function decideEntry(
  principal: Principal,
  { slug, config, now, taken = 0, ...known }:
    & {
      readonly slug: string;
      readonly config: Pick<Config, "spaces" | "spaceCapacity">;
    }
    & Pick<AccessQuestion, "now">
    & Partial<Pick<AccessQuestion, "hasPlace" | "taken">>,
): Access {
  return decideAccess({
    principalId: principal.principalId,
    isAdmitted: principal.kind === "user" || isAdmitted(principal.session, slug),
    rules: principal.spaceRow.value,
    membership: membershipOf(principal, now),
    defaults: config,
    hasPlace: known.hasPlace ?? hasPlace(principal, now),
    taken,
    now,
  });
}
