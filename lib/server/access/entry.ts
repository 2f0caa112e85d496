/** The access decision for whoever asks, from the rows that came with them. */
import { type Access, type AccessQuestion, decideAccess } from "./access.ts";
import type { Config } from "../config/config.ts";
import { isAdmitted } from "../sessions/guest_session_rows.ts";
import { hasOwnPlace } from "./capacity.ts";
import { foundSeat } from "../seats/seats.ts";
import type { MembershipRow } from "../rows/space_rows.ts";
import { mergeMemberships } from "./memberships.ts";
import type { GuestPrincipal, Principal } from "../sessions/principal.ts";

/** The guest of a user's request whose seat here is taken over or retired, and whose session ends. */
export function signedInGuest(principal: Principal, now: number): GuestPrincipal | null {
  if (principal.kind === "guest" || principal.guest === null) return null;
  const found = foundSeat(principal.guest.principalSeatRow, now);
  // A guest seat that has a user already is left alone.
  return found?.seat.owner === principal.guest.principalId && !found.seat.retired
    ? principal.guest
    : null;
}

/** The standing that counts: of a guest who signs in, the user's has it from then on. */
export function membershipOf(principal: Principal, now: number): MembershipRow | null {
  const own = principal.membershipRow.value;
  if (principal.kind === "guest" || principal.guest === null) return own;
  const theirs = principal.guest.membershipRow.value;
  const counts = theirs?.isBanned || signedInGuest(principal, now) !== null;
  return mergeMemberships(own, counts ? theirs : null, principal.principalId);
}

/** Has a place in the space, as far as the rows tell that came with the asker. */
export function hasPlace(principal: Principal, now: number): boolean {
  const guest = signedInGuest(principal, now);
  return hasOwnPlace(principal, now) || (guest !== null && hasOwnPlace(guest, now));
}

/** The decision; places are not counted where `taken` is not given. */
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
