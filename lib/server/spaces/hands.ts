/**
 * Raised hands. The seat's row has the truth, which a reload's token takes along; LiveKit's attribute tells everybody. If
 * LiveKit does not answer, the reconciler sets the attribute.
 */
import { roomNameOf } from "../../contract/names.ts";
import {
  attribute,
  handRaisedAtOf,
  identityOf,
  parseIdentity,
} from "../../contract/seat_identity.ts";
import { isOurs } from "../livekit/installation.ts";
import { handStamp } from "../access/sync_permissions.ts";
import { insiderOf } from "../chat/inside.ts";
import { AppError } from "../base/app_error.ts";
import { seatKey, type SeatRow } from "../rows/kv_keys.ts";
import { type FoundSeat, foundSeat, seatAfterHand } from "../seats/seats.ts";
import { authenticate } from "../sessions/principal.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { type Decision, transact } from "../storage/transact.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { commitAsModerator, type InSpace, moderatorOf } from "./commit_as_moderator.ts";

/**
 * Raises or lowers the hand of the request's own person. Twice is the same as once: the first moment counts.
 *
 * @throws AppError as `insiderOf` does, which raises it alone; `livekit-unavailable`: stored, and shown by the
 * reconciler.
 */
export async function setOwnHand(
  services: SessionServices,
  { slug, credentials }: InSpace,
  isRaised: boolean,
): Promise<void> {
  const seat = await transact(services.kv, async () => {
    const { principal } = isRaised
      ? await insiderOf(services, { slug, credentials })
      : { principal: await authenticate(services, credentials, slug) };
    const found = foundSeat(principal.principalSeatRow, services.now());
    return handDecision(found, isRaised, services.now());
  });
  if (seat) await showHand(services, slug, seat);
}

/**
 * Lowers the hand of one person, also of one whose role is not lower.
 *
 * @throws AppError as `commitAsModerator` does; `not-found`; `livekit-unavailable` as for `setOwnHand`.
 */
export async function lowerHand(
  services: SessionServices,
  where: InSpace,
  seatId: string,
): Promise<void> {
  if (!await lowerHandOf(services, where, seatId)) {
    throw new AppError("not-found", "Cannot find a person with this seat");
  }
}

/**
 * Lowers the hands that LiveKit shows raised.
 *
 * @throws AppError as `lowerHand` does.
 */
export function lowerAllHands(services: SessionServices, where: InSpace): Promise<void> {
  // One deadline: it reads storage before LiveKit, and writes it afterwards.
  return withinStorageDeadline(async (isLate) => {
    await moderatorOf(services, where);
    const installationId = await services.installation.id();
    const inside = await services.livekit.listParticipants(roomNameOf(where.slug));
    const raised = inside.filter((participant) =>
      handRaisedAtOf(participant) !== null && isOurs(participant, installationId, true)
    );
    const seatIds = new Set(raised.map(({ identity }) => parseIdentity(identity)?.seatId ?? ""));
    if (isLate()) return;
    await Promise.all([...seatIds].map((seatId) => lowerHandOf(services, where, seatId)));
  });
}

/** False for a seat that is not of this space, or over. */
async function lowerHandOf(
  services: SessionServices,
  where: InSpace,
  seatId: string,
): Promise<boolean> {
  const seat = await commitAsModerator(services, where, async () => {
    const found = foundSeat(await services.kv.get(seatKey(seatId)), services.now());
    const isHere = found?.seat.slug === where.slug && !found.seat.retired;
    return handDecision(isHere ? found : null, false, services.now());
  });
  if (seat) await showHand(services, where.slug, seat);
  return seat !== null;
}

/** A person who leaves for good by this connection has lowered the hand, unless a newer one took its place. */
export async function lowerHandOnLeaving(
  services: Pick<SessionServices, "kv" | "now">,
  { seatId, generation }: { readonly seatId: string; readonly generation: number },
): Promise<void> {
  await transact(services.kv, async () => {
    const found = foundSeat(await services.kv.get(seatKey(seatId)), services.now());
    const isNewest = found?.seat.minted === generation;
    return { ...handDecision(isNewest ? found : null, false, services.now()), value: null };
  });
}

/** A seat whose hand is as wanted already is shown again: an earlier request may have reached storage alone. */
function handDecision(
  found: FoundSeat | null,
  isRaised: boolean,
  now: number,
): Decision<SeatRow | null> {
  const change = found && seatAfterHand(found, isRaised, now);
  return { commit: change, value: change?.seat ?? found?.seat ?? null };
}

/** The most often that a hand is shown again, since it changed meanwhile. */
const showsMax = 3;

/** Shows the hand in LiveKit, and again where another request changed it meanwhile: the last one may not be the last shown. */
async function showHand(services: SessionServices, slug: string, seat: SeatRow): Promise<void> {
  let shown = seat;
  for (let times = 0; times < showsMax; times++) {
    // A connection whose *joined* has not come has the newest generation.
    const generations = new Set([...shown.live, shown.minted]);
    const attributes = { [attribute.hand]: handStamp(shown.hand) };
    await Promise.all(
      [...generations].map((generation) =>
        services.livekit.updateParticipant(
          roomNameOf(slug),
          identityOf(shown.seatId, generation),
          { attributes },
        )
      ),
    );
    const now = foundSeat(await services.kv.get(seatKey(seat.seatId)), services.now())?.seat;
    if (!now || now.hand === shown.hand) return;
    shown = now;
  }
}
