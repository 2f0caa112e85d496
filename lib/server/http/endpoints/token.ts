/**
 * `POST /api/livekit/token`: commits the seat's next generation, evicts stale participants, signs the token.
 */
import { roomNameOf, typedSlugOf } from "../../../contract/names.ts";
import { identityOf } from "../../../contract/participant.ts";
import {
  type StandardTokenAnswer,
  standardTokenRequestSchema,
  type TokenAnswer,
  tokenRequestSchema,
} from "../../../contract/token.ts";
import { maxParticipantsOf } from "../../access/access.ts";
import { keyCheckOf } from "../../rows/space_rows.ts";
import { addressedSpace } from "../../spaces/addressed_space.ts";
import { AppError } from "../../base/app_error.ts";
import { issueGeneration } from "../../joining/issue_generation.ts";
import { evictAndWait } from "../../seats/evict_and_wait.ts";
import { invalidBody, parseBody, readJson } from "../kit/body.ts";
import { clearSessionCookie } from "../kit/cookies.ts";
import { credentialsOf } from "../kit/credentials.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { chargeSession } from "../kit/rate_limit.ts";

/** The body of either form. */
interface ParsedTokenRequest {
  readonly isStandard: boolean;
  /** As in the body: any spelling. */
  readonly roomName: string;
  readonly participantName?: string;
  readonly sessionToken?: string;
}

/** Answers `200` to our own form, `201` to LiveKit's standard one. */
export const postToken: Endpoint = async (request, services, { caller }) => {
  const { config, signer } = services;
  const asked = parseTokenRequest(await readJson(request));
  chargeSession(services, caller, asked.sessionToken ?? null);
  const credentials = credentialsOf(request, config, asked.sessionToken);
  if (config.livekit === null) {
    throw new AppError("livekit-unavailable", "Cannot sign a token: no LiveKit server is set");
  }
  const { participantName } = asked;
  const slug = await addressedSpace(services, typedSlugOf(asked.roomName));
  if (slug === null) throw invalidBody([{ path: "roomName", message: "the room of a space" }]);
  const roomName = roomNameOf(slug);
  const [minted, installationId] = await Promise.all([
    issueGeneration(services, { credentials, slug, participantName }),
    services.installation.id(),
  ]);
  services.requestReconcile?.(roomName);
  await evictAndWait(services, minted.evictions);
  const { seat, access, principal } = minted;
  const identity = identityOf(seat.seatId, seat.minted);
  const { token, expiresAt } = await signer.sign({
    roomName,
    identity,
    participantName: minted.participantName,
    since: minted.since,
    seatId: seat.seatId,
    kind: principal.kind,
    role: access.role,
    handRaisedAt: seat.hand,
    installationId,
    publishSources: access.publishSources,
    maxParticipants: maxParticipantsOf(access.capacity),
    lifetimeSeconds: config.tokenLifetimeSeconds,
  });
  const headers = new Headers();
  if (minted.isGuestEnded) {
    headers.append("set-cookie", clearSessionCookie("guest", request, config));
  }
  if (asked.isStandard) {
    const answer: StandardTokenAnswer = {
      server_url: config.livekit.url,
      participant_token: token,
    };
    return jsonResponse(answer, 201, headers);
  }
  const keyCheck = keyCheckOf(principal.spaceRow.value);
  const answer: TokenAnswer = {
    token,
    url: config.livekit.url,
    roomName,
    seatId: seat.seatId,
    participantId: identity,
    participantName: minted.participantName,
    expiresAt: new Date(expiresAt).toISOString(),
    ...(keyCheck && { keyCheck }),
  };
  return jsonResponse(answer, 200, headers);
};

/** @throws AppError `invalid-body`, also if both forms are mixed: each schema refuses the other's fields. */
function parseTokenRequest(body: unknown): ParsedTokenRequest {
  const isStandard = typeof body === "object" && body !== null && "room_name" in body;
  if (isStandard) {
    const { room_name, participant_name } = parseBody(standardTokenRequestSchema, body);
    return { isStandard, roomName: room_name, participantName: participant_name };
  }
  const { roomName, participantName, sessionToken } = parseBody(tokenRequestSchema, body);
  return { isStandard, roomName, participantName, sessionToken };
}
