/** `POST /api/livekit/departure`: why a participant was put out. Proven by its token; no session is needed. */
import { type DepartureReason, departureRequestSchema } from "../../contract/departure.ts";
import { parseIdentity } from "../../contract/participant.ts";
import { seatKey } from "../kv_keys.ts";
import { foundSeat, mayStay } from "../seats.ts";
import type { Services } from "../services.ts";
import { parseBody, readJson } from "./body.ts";
import { jsonResponse } from "./endpoint.ts";

/** Always `200` with a reason; `unknown` for a token that is not ours, or somebody who may well stay. */
export async function postDeparture(request: Request, services: Services): Promise<Response> {
  const { token } = parseBody(departureRequestSchema, await readJson(request));
  return jsonResponse({ reason: await reasonOf(token, services) });
}

async function reasonOf(token: string, services: Services): Promise<DepartureReason> {
  const departed = await services.signer.verifyDeparted(token);
  const identity = departed && parseIdentity(departed.identity);
  if (!identity) return "unknown";
  const row = await services.kv.get(seatKey(identity.seatId));
  const seat = foundSeat(row, services.now())?.seat ?? null;
  return seat === null || mayStay(seat, identity.generation) ? "unknown" : seat.floorReason;
}
