/** `POST /api/livekit/departure`: why a participant was evicted; `…/leave`: disconnects one. Both take its token as proof, without a session. */
import {
  type DepartureReason,
  departureRequestSchema,
  leaveRequestSchema,
} from "../../../contract/departure.ts";
import { parseIdentity } from "../../../contract/participant.ts";
import { broadcastEviction } from "../../seats/evict.ts";
import { seatKey } from "../../rows/kv_keys.ts";
import { foundSeat, mayStay } from "../../seats/seats.ts";
import type { Services } from "../../services.ts";
import { lowerHandOnLeaving } from "../../spaces/hands.ts";
import { parseBody, readJson } from "../kit/body.ts";
import { jsonResponse } from "../kit/endpoint.ts";
import { noContent } from "../kit/in_space.ts";

/** `200` with the reason; `unknown` for a token that is not ours, or of a participant that may stay. */
export async function postDeparture(request: Request, services: Services): Promise<Response> {
  const { token } = parseBody(departureRequestSchema, await readJson(request));
  return jsonResponse({ reason: await departureReason(token, services) });
}

/**
 * Removes the participant of a token: for a page being left, whose own connection to LiveKit may be closed already
 * (docs/decisions/011-leaving-by-our-own-server.md). `204`, also if it is gone already or the token is not ours.
 *
 * @throws AppError `livekit-unavailable`.
 */
export async function postLeave(request: Request, services: Services): Promise<Response> {
  const { token, isForGood } = parseBody(leaveRequestSchema, await readJson(request));
  const leaving = await services.signer.verifyDeparted(token);
  // An identity is never used twice, so a late request cannot remove a newer connection.
  const ref = leaving && parseIdentity(leaving.identity);
  if (ref) {
    const { roomName, identity } = leaving;
    await Promise.all([
      services.livekit.removeParticipant(roomName, identity),
      isForGood && broadcastEviction(services, roomName, identity),
      isForGood && lowerHandOnLeaving(services, ref),
    ]);
  }
  return noContent();
}

async function departureReason(token: string, services: Services): Promise<DepartureReason> {
  const departed = await services.signer.verifyDeparted(token);
  const identity = departed && parseIdentity(departed.identity);
  if (!identity) return "unknown";
  const row = await services.kv.get(seatKey(identity.seatId));
  const seat = foundSeat(row, services.now())?.seat ?? null;
  return seat === null || mayStay(seat, identity.generation) ? "unknown" : seat.floorReason;
}
