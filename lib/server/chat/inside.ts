/** A principal that is inside: only they may read and write the chat, and raise a hand. */
import { roomNameOf } from "../../contract/names.ts";
import { parseIdentity, type Role } from "../../contract/participant.ts";
import { membershipOf } from "../access/entry.ts";
import { roleOf } from "../access/access.ts";
import { AppError } from "../base/app_error.ts";
import { isOurs } from "../livekit/installation.ts";
import type { SeatRow } from "../rows/kv_keys.ts";
import { foundSeat, mayStay } from "../seats/seats.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { authenticate, type Credentials, type Principal } from "../sessions/principal.ts";

/** The space of a request, and its credentials. */
export interface ChatPlace {
  readonly slug: string;
  readonly credentials: Credentials;
}

/** The principal of a request, who is inside. */
export interface Insider {
  readonly principal: Principal;
  readonly seat: SeatRow;
  readonly role: Role;
}

/**
 * The principal of a request, where its session holds a seat that is connected, by storage or else by LiveKit itself: the
 * webhook of a newcomer may not have come yet.
 *
 * @throws AppError as `authenticate` does; `banned`; `not-inside`; `livekit-unavailable` where only LiveKit knows.
 */
export async function insiderOf(
  services: SessionServices,
  { slug, credentials }: ChatPlace,
): Promise<Insider> {
  const principal = await authenticate(services, credentials, slug);
  const insider = insiderByRows(principal, services.now());
  if (insider.isConnected || await isListed(services, slug, insider.seat)) return insider;
  throw notInside();
}

/**
 * The same by the principal's rows alone.
 *
 * @throws AppError `banned`; `not-inside` where the session holds no seat here.
 */
export function insiderByRows(
  principal: Principal,
  now: number,
): Insider & { readonly isConnected: boolean } {
  const membership = membershipOf(principal, now);
  const rules = principal.spaceRow.value;
  const role = roleOf({ principalId: principal.principalId, rules, membership });
  if (membership?.isBanned && role !== "owner") {
    throw new AppError("banned", "Cannot take part in a call after a ban");
  }
  const seat = foundSeat(principal.principalSeatRow, now)?.seat ?? null;
  // Another session of the same user may hold the seat: that one is inside.
  if (seat === null || seat.session !== principal.session.sessionId) throw notInside();
  const isConnected = seat.live.some((generation) => mayStay(seat, generation));
  return { principal, seat, role, isConnected };
}

/** Whether LiveKit has a participant of this seat that may stay. */
async function isListed(
  { installation, livekit }: Pick<SessionServices, "installation" | "livekit">,
  slug: string,
  seat: SeatRow,
): Promise<boolean> {
  const installationId = await installation.id();
  const listed = await livekit.listParticipants(roomNameOf(slug));
  return listed.some((participant) => {
    const ref = parseIdentity(participant.identity);
    return ref?.seatId === seat.seatId && participant.isActive && mayStay(seat, ref.generation) &&
      isOurs(participant, installationId, true);
  });
}

/** An error with the code `not-inside`. */
export function notInside(): AppError {
  return new AppError("not-inside", "Cannot do this from outside the call");
}
