/** LiveKit's webhook: verifies deliveries, and translates their events. */
import { compactVerify, decodeJwt } from "jose";
import {
  TokenVerifier,
  TrackSource,
  type WebhookEvent as SdkWebhookEvent,
  WebhookReceiver,
} from "livekit-server-sdk";
import type { OutsideKind } from "../../contract/outside.ts";
import { AppError } from "../base/app_error.ts";
import { outsideKindOf } from "./outside_kind.ts";

/** Tolerated clock skew, in seconds, as LiveKit's own. The SDK's default of 10 s loses events. */
export const webhookClockToleranceSeconds = 60;

/** A participant of an event; events of tracks have only `sid` and `identity`. */
export interface EventParticipant {
  readonly sid: string;
  readonly identity: string;
  readonly name: string;
  /** By LiveKit's clock; zero where the event has none. */
  readonly joinedAtMs: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** As `LiveParticipant` has it. */
  readonly outsideKind?: OutsideKind | null;
}

/** The track of an event. */
export interface EventTrack {
  readonly sid: string;
  readonly source: "camera" | "microphone" | "screen-share" | "other";
}

/** One event of LiveKit. Its type may be unknown, and it may have no room. */
export interface WebhookEvent {
  readonly id: string;
  readonly type: string;
  /** `null`: an event without a room, as of egress. */
  readonly roomName: string | null;
  /** In milliseconds, at a resolution of a second. */
  readonly createdAtMs: number;
  readonly participant: EventParticipant | null;
  readonly track: EventTrack | null;
}

/** A key pair of LiveKit. */
export interface LiveKitKeys {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Answers the event of a signed delivery. */
export type ReceiveWebhook = (body: string, authorization: string | null) => Promise<WebhookEvent>;

/**
 * Makes the receiver, which verifies by any of `keys`: the current pair, and the previous one during rotation.
 * Verification cannot be turned off, in development either.
 * @throws AppError `unauthenticated` for a forgery, `invalid-body` for a signed event that cannot be read.
 */
export function webhookReceiver(keys: readonly LiveKitKeys[]): ReceiveWebhook {
  const receivers = keys.map(({ apiKey, apiSecret }) => new WebhookReceiver(apiKey, apiSecret));
  return async (body, authorization) => {
    if (!authorization) throw new AppError("unauthenticated", "The delivery is not signed");
    let failure: unknown;
    for (const receiver of receivers) {
      try {
        const tolerance = webhookClockToleranceSeconds;
        return toWebhookEvent(await receiver.receive(body, authorization, false, tolerance));
      } catch (cause) {
        failure = cause;
      }
    }
    if (await isSignedByAny(keys, body, authorization)) {
      throw new AppError("invalid-body", "The event cannot be read", { cause: failure });
    }
    throw new AppError("unauthenticated", "The delivery is not LiveKit's", { cause: failure });
  };
}

/** True for a delivery's token that LiveKit signed. The body is not checked. */
export async function isSignedByLiveKit(
  keys: readonly LiveKitKeys[],
  authorization: string | null,
): Promise<boolean> {
  return authorization !== null && (await signedHashes(keys, authorization)).length > 0;
}

/** Why a delivery's signature is not accepted. `clock`: only its time is wrong. `unsigned`: it is no delivery of any LiveKit. */
export type RefusalReason = "unsigned" | "another-key" | "wrong-secret" | "clock" | "other-body";

/** Tells an operator what is wrong with a delivery that was refused; it says nothing about who sent it. */
export async function refusalReason(
  keys: readonly LiveKitKeys[],
  authorization: string | null,
): Promise<RefusalReason> {
  let issuer: string | undefined;
  try {
    const claims = decodeJwt(authorization ?? "");
    issuer = claims.iss;
    if (typeof claims.sha256 !== "string") return "unsigned";
  } catch {
    return "unsigned";
  }
  const key = keys.find(({ apiKey }) => apiKey === issuer);
  if (key === undefined) return "another-key";
  try {
    await compactVerify(authorization ?? "", new TextEncoder().encode(key.apiSecret));
  } catch {
    return "wrong-secret";
  }
  return await isSignedByLiveKit(keys, authorization) ? "other-body" : "clock";
}

/** Tells a forgery from an unreadable event: the SDK distinguishes them by its message alone. */
async function isSignedByAny(
  keys: readonly LiveKitKeys[],
  body: string,
  authorization: string,
): Promise<boolean> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  return (await signedHashes(keys, authorization)).includes(new Uint8Array(digest).toBase64());
}

/** Hashes of the body in the token, one for each of `keys` that signed it. */
async function signedHashes(
  keys: readonly LiveKitKeys[],
  authorization: string,
): Promise<(string | undefined)[]> {
  const hashes: (string | undefined)[] = [];
  for (const { apiKey, apiSecret } of keys) {
    try {
      const verifier = new TokenVerifier(apiKey, apiSecret);
      hashes.push((await verifier.verify(authorization, webhookClockToleranceSeconds)).sha256);
    } catch {
      // Signed by another pair.
    }
  }
  return hashes;
}

function toWebhookEvent(event: SdkWebhookEvent): WebhookEvent {
  if (!event.id) throw new TypeError("An event without an id");
  const { participant, track, room } = event;
  return {
    id: event.id,
    type: event.event,
    roomName: room?.name || null,
    createdAtMs: Number(event.createdAt) * 1000,
    participant: participant?.sid
      ? {
        sid: participant.sid,
        identity: participant.identity,
        name: participant.name,
        joinedAtMs: Number(participant.joinedAtMs || participant.joinedAt * 1000n),
        attributes: participant.attributes,
        outsideKind: outsideKindOf(participant),
      }
      : null,
    track: track?.sid ? { sid: track.sid, source: eventSourceOf(track.source) } : null,
  };
}

function eventSourceOf(source: TrackSource): EventTrack["source"] {
  switch (source) {
    case TrackSource.CAMERA:
      return "camera";
    case TrackSource.MICROPHONE:
      return "microphone";
    case TrackSource.SCREEN_SHARE:
      return "screen-share";
    default:
      return "other";
  }
}
