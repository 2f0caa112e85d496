/** `POST /api/livekit/webhook`: LiveKit's signed events. */
import { roomNameOf } from "../../../contract/names.ts";
import { AppError } from "../../base/app_error.ts";
import { settledWithin, withinDeadline } from "../../base/deadline.ts";
import { evictStaleParticipants } from "../../seats/evict.ts";
import type { Services } from "../../services.ts";
import { updatePermissions } from "../../access/sync_permissions.ts";
import { doctorRoomKey, doctorRoomLifeMs } from "../../rows/presence_rows.ts";
import { setRow } from "../../storage/kv_port.ts";
import { applyWebhookEvent, type EventOutcome } from "../../presence/apply_webhook_event.ts";
import type { WebhookEvent } from "../../livekit/webhook_receiver.ts";
import { readBytes } from "../kit/body.ts";
import { isDoctorRoom } from "./doctor.ts";
import type { Endpoint } from "../kit/endpoint.ts";
import { type Caller, chargeForgery, forgeryWaitMs, refuseIfWaiting } from "../kit/rate_limit.ts";

/** The largest delivery, in bytes. Metadata alone may be 1 MiB, and LiveKit does not repeat a delivery after 413. */
export const webhookMaxBytes = 2 * 1024 * 1024;

/** The answer waits this long for follow-ups, since LiveKit sends a room's next event after it. Slower ones finish later. */
const followUpWaitMs = 300;

/** The endpoint with a deadline for the event's commit, after which it answers `503`. */
export function webhookEndpoint({ answerWithinMs }: { answerWithinMs: number }): Endpoint {
  return async (request, services, { caller }) => {
    const mediaType = request.headers.get("content-type")?.split(";", 1)[0].trim().toLowerCase();
    if (mediaType !== "application/webhook+json") {
      throw new AppError("unsupported-media-type", "The delivery is not application/webhook+json");
    }
    const event = await readEvent(request, services, caller);
    await noteAccepted(services, event);
    const tooLate = () => new AppError("storage-unavailable", "Cannot store the event in time");
    let isLate = false;
    // Events of one seat change the same rows: one at a time, each commits at its first try.
    const applied = services.mutex.run(`events of ${mutexNameOf(event)}`, async () => {
      if (isLate) throw tooLate();
      return await applyWebhookEvent(services, event);
    });
    const outcome = await withinDeadline(answerWithinMs, applied, () => {
      isLate = true;
      return tooLate();
    });
    await runFollowUps(services, outcome);
    return new Response(null, { status: 200 });
  };
}

/**
 * `200` once the event is stored, also for an event that means nothing to us; `401` for a forgery; `400` for an unreadable
 * body; `503` when storage fails, after which LiveKit delivers again.
 */
export const receiveWebhook: Endpoint = webhookEndpoint({ answerWithinMs: 1_600 });

/**
 * Reads and verifies the event. Only forgeries are rate-limited, because LiveKit does not deliver an event again after a
 * 429. An address over the limit is refused by its signature, before its body is read.
 *
 * @throws AppError `unauthenticated` or `rate-limited` for a forgery, and what `WebhookReceiver.receive` throws.
 */
async function readEvent(
  request: Request,
  services: Services,
  caller: Caller | undefined,
): Promise<WebhookEvent> {
  const { webhookReceiver } = services;
  const authorization = request.headers.get("authorization");
  const waitMs = forgeryWaitMs(services, caller);
  if (waitMs > 0 && !webhookReceiver.isSigned(authorization)) refuseIfWaiting(waitMs);
  try {
    return webhookReceiver.receive(await readText(request), authorization);
  } catch (error) {
    const isRefused = error instanceof AppError && error.code === "unauthenticated";
    if (isRefused) noteRefusal(services, authorization);
    if (isRefused || !webhookReceiver.isSigned(authorization)) chargeForgery(services, caller);
    throw error;
  }
}

/** Warns once of a delivery that looks like a LiveKit's with another key, secret or clock. Anybody may send one. */
function noteRefusal(
  { log, metrics, warnings, webhookReceiver }: Services,
  authorization: string | null,
) {
  const reason = webhookReceiver.refusalReason(authorization);
  metrics.countWebhookRefusal(reason);
  if (reason === "unsigned") return;
  if (warnings.raise("webhooks-refused", reason)) log.warn("webhooks-refused", { reason });
}

/** An event was accepted: what was wrong with webhooks is over. A doctor waits for its own room's. */
async function noteAccepted(services: Services, { createdAtMs, roomName, type }: WebhookEvent) {
  const { kv, metrics, now, warnings } = services;
  metrics.countWebhook(type, (now() - createdAtMs) / 1000);
  warnings.settle("webhooks-refused");
  warnings.settle("webhooks-missing");
  if (!isDoctorRoom(roomName)) return;
  const write = setRow(doctorRoomKey(roomName), { at: now() }, doctorRoomLifeMs);
  await kv.commit({ checks: [], writes: [write] });
}

/** One name for all events of a seat in a room, whatever the generation. */
function mutexNameOf({ roomName, participant }: WebhookEvent): string {
  return `${participant?.identity.split(".", 1)[0]} ${roomName}`;
}

/** Evicts, updates roles and announces an arrival, as the event needs. The reconciler repeats a failed eviction or role update. */
async function runFollowUps(
  services: Services,
  { slug, evictionIsDueOf, roleSyncIsDueOf, arrived, left }: EventOutcome,
) {
  if (slug === null) return;
  const roomName = roomNameOf(slug);
  if (arrived) services.arrivals.announce(roomName, arrived);
  else if (left !== null) services.arrivals.forget(roomName, left);
  const pending: Promise<unknown>[] = [];
  if (evictionIsDueOf !== null) {
    const eviction = evictStaleParticipants(services, roomName, { seatIds: [evictionIsDueOf] })
      .catch((error) => services.log.warn("eviction-failed", { error }));
    pending.push(eviction);
  }
  if (roleSyncIsDueOf !== null) {
    const update = updatePermissions(services, slug, { seatId: roleSyncIsDueOf })
      .catch((error) => services.log.warn("role-update-postponed", { error }));
    pending.push(update);
  }
  if (pending.length > 0) await settledWithin(followUpWaitMs, Promise.all(pending));
  services.requestReconcile?.(roomName);
}

/** The body's text, as it was signed. */
async function readText(request: Request): Promise<string> {
  const bytes = await readBytes(request, webhookMaxBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AppError("invalid-body", "The delivery is not UTF-8", { cause });
  }
}
