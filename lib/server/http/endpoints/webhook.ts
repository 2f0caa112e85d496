/** `POST /api/livekit/webhook`: LiveKit's events, verified. */
import { roomNameOf } from "../../../contract/names.ts";
import { parseIdentity } from "../../../contract/participant.ts";
import { type ArrivalNotice, arrivalTopic } from "../../../contract/space.ts";
import { AppError } from "../../base/app_error.ts";
import type { LiveKitConfig } from "../../config/config.ts";
import { settledWithin, withinDeadline } from "../../base/deadline.ts";
import { evictStaleParticipants } from "../../seats/evict.ts";
import type { Services } from "../../services.ts";
import { updatePermissions } from "../../access/sync_permissions.ts";
import { admissionVersionKey } from "../../rows/space_rows.ts";
import { applyRoomEvent, type EventOutcome } from "../../presence/webhook.ts";
import {
  type EventParticipant,
  isSignedByLiveKit,
  type LiveKitKeys,
  type RoomEvent,
  webhookReceiver,
} from "../../livekit/webhook_receiver.ts";
import { readBytes } from "../kit/body.ts";
import type { Endpoint } from "../kit/endpoint.ts";
import { type Caller, countForgery, forgeryWaitMs, refuseUnless } from "../kit/rate_limit.ts";

/** A room's or participant's metadata alone may be 1 MiB, and LiveKit never repeats what was answered with 413. */
export const webhookMaxBytes = 2 * 1024 * 1024;

/** LiveKit sends a room's next event after our answer: an eviction that takes longer than this goes on after the answer. */
const evictionHoldsAnswerMs = 300;

/** A token that is older than a change of roles may be used this long after it: LiveKit's own last ten minutes. */
const rolesDueMs = 15 * 60_000;

/** The endpoint, with its time limit as an argument for tests. */
export function webhookEndpoint({ answerWithinMs }: { answerWithinMs: number }): Endpoint {
  return async (request, services, { caller }) => {
    const mediaType = request.headers.get("content-type")?.split(";", 1)[0].trim().toLowerCase();
    if (mediaType !== "application/webhook+json") {
      throw new AppError("unsupported-media-type", "The delivery is not application/webhook+json");
    }
    const event = await readEvent(request, services, caller);
    const tooLate = () => new AppError("storage-unavailable", "Cannot store the event in time");
    let isLate = false;
    // Events of one person change the same rows: in turn each commits at once, instead of on the n-th try.
    const applied = services.mutex.run(`events of ${personOf(event)}`, async () => {
      if (isLate) throw tooLate();
      return await applyRoomEvent(services, event);
    });
    const outcome = await withinDeadline(answerWithinMs, applied, () => {
      isLate = true;
      return tooLate();
    });
    await followUp(services, event, outcome);
    return new Response(null, { status: 200 });
  };
}

/**
 * `200` once the event is stored, also for one that we know nothing of; `401` for a forgery, `400` for what cannot be
 * read, `503` when storage fails, after which LiveKit delivers again.
 */
export const receiveWebhook: Endpoint = webhookEndpoint({ answerWithinMs: 1_600 });

/**
 * LiveKit is never told to come slower: its events would be lost. Who forges is, and soon without the body being read.
 *
 * @throws AppError `unauthenticated` or `rate-limited` for a forgery, and what `webhookReceiver` throws.
 */
async function readEvent(
  request: Request,
  services: Services,
  caller: Caller | undefined,
): Promise<RoomEvent> {
  const keys = keysOf(services.config.livekit);
  const authorization = request.headers.get("authorization");
  const waitMs = forgeryWaitMs(services, caller);
  if (waitMs > 0 && !(await isSignedByLiveKit(keys, authorization))) refuseUnless(waitMs);
  try {
    return await webhookReceiver(keys)(await readText(request), authorization);
  } catch (error) {
    const isRefused = error instanceof AppError && error.code === "unauthenticated";
    if (isRefused || !(await isSignedByLiveKit(keys, authorization))) {
      countForgery(services, caller);
    }
    throw error;
  }
}

/** Whom an event is about: all generations of a seat alike. */
function personOf({ roomName, participant }: RoomEvent): string {
  return `${participant?.identity.split(".", 1)[0]} ${roomName}`;
}

/** What the event owes is settled at once where it can be; it is in storage, so whoever looks next settles the rest. */
async function followUp(
  services: Services,
  event: RoomEvent,
  { slug, evictionIsDueOf, arrived }: EventOutcome,
) {
  if (slug === null) return;
  const roomName = roomNameOf(slug);
  const owed: Promise<unknown>[] = [];
  if (arrived) owed.push(tellArrival(services, roomName, arrived));
  if (evictionIsDueOf !== null) {
    const eviction = evictStaleParticipants(services, roomName, { seatIds: [evictionIsDueOf] })
      .catch((error) => services.log.warn("eviction-failed", { error }));
    owed.push(eviction);
  }
  const joined = event.type === "participant_joined" && event.participant;
  const seatId = joined ? parseIdentity(joined.identity)?.seatId : undefined;
  if (seatId !== undefined) {
    const update = settleRoleOf(services, slug, seatId)
      .catch((error) => services.log.warn("role-update-postponed", { error }));
    owed.push(update);
  }
  if (owed.length > 0) await settledWithin(evictionHoldsAnswerMs, Promise.all(owed));
  services.requestReconcile?.(roomName);
}

/** LiveKit tells of a participant who sends nothing every 3 s only; whoever misses this message hears it then. */
async function tellArrival(
  { livekit, log }: Services,
  roomName: string,
  { identity, sid, name, attributes, joinedAtMs }: EventParticipant,
) {
  const wholeSeconds = Math.floor(joinedAtMs / 1000) * 1000;
  const notice: ArrivalNotice = { identity, sid, name, attributes, joinedAtMs: wholeSeconds };
  const data = new TextEncoder().encode(JSON.stringify(notice));
  try {
    await livekit.sendData(roomName, null, arrivalTopic, data);
  } catch (error) {
    log.debug("arrival-not-told", { identity, error });
  }
}

/** Who comes in with a token that is older than a change of roles has what that token says, not what holds now. */
async function settleRoleOf(services: Services, slug: string, seatId: string) {
  const { value: door } = await services.kv.get(admissionVersionKey(slug));
  if (door === null || services.now() - door.changedAt > rolesDueMs) return;
  await updatePermissions(services, slug, { seatId });
}

/** The current pair, and the one before while it is being rotated. Without a LiveKit server: none, and all are forgeries. */
function keysOf(livekit: LiveKitConfig | null): LiveKitKeys[] {
  if (livekit === null) return [];
  const { apiKey, apiSecret, previous } = livekit;
  return previous ? [{ apiKey, apiSecret }, previous] : [{ apiKey, apiSecret }];
}

/** The body as it was signed. */
async function readText(request: Request): Promise<string> {
  const bytes = await readBytes(request, webhookMaxBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AppError("invalid-body", "The delivery is not UTF-8", { cause });
  }
}
