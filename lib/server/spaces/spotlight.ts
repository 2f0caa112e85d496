/** The participant that a moderator puts on everybody's stage. It lives in the room's metadata, and ends with the call. */
import { roomNameOf } from "../../contract/names.ts";
import { parseIdentity } from "../../contract/participant.ts";
import { withSpotlight } from "../../contract/room_metadata.ts";
import { AppError } from "../base/app_error.ts";
import { isOurs } from "../livekit/installation.ts";
import type { LiveParticipant } from "../livekit/livekit_port.ts";
import { isOutside } from "../presence/presence_writes.ts";
import { foundSeat, mayStay } from "../seats/seats.ts";
import { seatKey } from "../rows/kv_keys.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { changeRoomMetadata } from "./change_room_metadata.ts";
import { type InSpace, moderatorOf } from "./commit_as_moderator.ts";

/** A participant by its seat, or by its identity where it has none. */
export type SpotlightTarget = { readonly seatId: string } | { readonly identity: string };

/**
 * Puts one participant who is inside on everybody's stage, of any role and oneself too: it takes nothing from them. `null`
 * ends it.
 *
 * @throws AppError as `moderatorOf` does; `not-found` for a participant who is not inside; `livekit-unavailable`.
 */
export async function setSpotlight(
  services: SessionServices,
  where: InSpace,
  target: SpotlightTarget | null,
): Promise<void> {
  const roomName = roomNameOf(where.slug);
  await withinStorageDeadline(() => moderatorOf(services, where));
  if (target !== null && !await isInside(services, roomName, target)) {
    throw new AppError("not-found", "Cannot find this participant in the call");
  }
  const seatId = target === null ? null : "seatId" in target ? target.seatId : target.identity;
  await changeRoomMetadata(services, where.slug, (metadata) => withSpotlight(metadata, seatId));
}

async function isInside(
  services: SessionServices,
  roomName: string,
  target: SpotlightTarget,
): Promise<boolean> {
  const inside = await services.livekit.listParticipants(roomName);
  if ("identity" in target) {
    return inside.some((one) => one.identity === target.identity && isOutside(one));
  }
  const seatRow = await withinStorageDeadline(() => services.kv.get(seatKey(target.seatId)));
  const seat = foundSeat(seatRow, services.now())?.seat ?? null;
  const installationId = await services.installation.id();
  return inside.some((participant: LiveParticipant) => {
    const seatRef = parseIdentity(participant.identity);
    return seatRef?.seatId === target.seatId && mayStay(seat, seatRef.generation) &&
      isOurs(participant, installationId, true);
  });
}
