/** The access decision for whoever asks, from the rows that came with them. */
import { type Access, type AccessQuestion, decideAccess } from "./access.ts";
import type { Config } from "../config/config.ts";
import { isAdmitted } from "../sessions/guest_session_rows.ts";
import { hasOwnPlace } from "./places.ts";
import { foundSeat } from "../seats/seats.ts";
import type { StandingRow } from "../rows/space_rows.ts";
import { joined } from "./standings.ts";
import type { GuestWho, Who } from "../sessions/who.ts";

/** The guest of a user's request whose seat here is taken over or retired, and whose session ends. */
export function signedInGuest(who: Who, now: number): GuestWho | null {
  if (who.kind === "guest" || who.guest === null) return null;
  const found = foundSeat(who.guest.ownerRow, now);
  // A guest seat that has a user already is left alone.
  return found?.seat.owner === who.guest.owner && !found.seat.retired ? who.guest : null;
}

/** The standing that counts: of a guest who signs in, the user's has it from then on. */
export function standingOf(who: Who, now: number): StandingRow | null {
  const own = who.standingRow.value;
  if (who.kind === "guest" || who.guest === null) return own;
  const theirs = who.guest.standingRow.value;
  const counts = theirs?.isBanned || signedInGuest(who, now) !== null;
  return joined(own, counts ? theirs : null, who.owner);
}

/** Has a place in the space, as far as the rows tell that came with the asker. */
export function hasPlace(who: Who, now: number): boolean {
  const guest = signedInGuest(who, now);
  return hasOwnPlace(who, now) || (guest !== null && hasOwnPlace(guest, now));
}

/** The decision; places are not counted where `taken` is not given. */
export function decideEntry(
  who: Who,
  { slug, config, now, taken = 0, ...known }:
    & {
      readonly slug: string;
      readonly config: Pick<Config, "spaces" | "spaceCapacity">;
    }
    & Pick<AccessQuestion, "now">
    & Partial<Pick<AccessQuestion, "hasPlace" | "taken">>,
): Access {
  return decideAccess({
    owner: who.owner,
    isAdmitted: who.kind === "user" || isAdmitted(who.session, slug),
    rules: who.rulesRow.value,
    standing: standingOf(who, now),
    defaults: config,
    hasPlace: known.hasPlace ?? hasPlace(who, now),
    taken,
    now,
  });
}
