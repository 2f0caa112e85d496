/** LiveKit's webhook: verifies deliveries, and translates their events. */
import { createHash } from "node:crypto";
import { decodeJwt } from "jose";
import { TrackSource, WebhookEvent as SdkWebhookEvent } from "livekit-server-sdk";
import type { OutsideKind } from "../../contract/outside.ts";
import { AppError } from "../base/app_error.ts";
import type { LiveKitConfig } from "../config/config.ts";
import { hmacJwt } from "./hmac_jwt.ts";
import { outsideKindOf } from "./outside_kind.ts";

/** Tolerated clock skew, in seconds, as LiveKit's own. The SDK's default of 10 s loses events. */
export const webhookClockToleranceSeconds = 60;

/**
 * The most characters of an event's id and of the sids in it, which become keys of storage: LiveKit's have 15. A longer one is
 * none that LiveKit made, whatever signed it, and hashing it would only store it for nobody to find.
 */
export const maxIdCharacters = 128;

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

/** Why a delivery's signature is not accepted. `clock`: only its time is wrong. `unsigned`: it is no delivery of any LiveKit. */
export type RefusalReason = "unsigned" | "another-key" | "wrong-secret" | "clock" | "other-body";

/** Receives deliveries. Verification cannot be turned off, in development either. */
export interface WebhookReceiver {
  /** Whether LiveKit signed this, whatever the body: the current key pair, or the previous one during rotation. */
  isSigned(authorization: string | null): boolean;
  /**
   * The event of a signed delivery.
   *
   * @throws AppError `unauthenticated` for a forgery, `invalid-body` for a signed event that cannot be read.
   */
  receive(body: string, authorization: string | null): WebhookEvent;
  /** Tells an operator what is wrong with a delivery that was refused; it says nothing about who sent it. */
  refusalReason(authorization: string | null): RefusalReason;
}

/** Makes the receiver, with its keys prepared. Without a LiveKit server every delivery is a forgery. */
export function createWebhookReceiver(
  livekit: Pick<LiveKitConfig, "apiKey" | "apiSecret" | "previous"> | null,
  now: () => number = Date.now,
): WebhookReceiver {
  const pairs = livekit === null ? [] : [livekit, livekit.previous].filter((pair) => pair !== null);
  const keys = pairs.map(({ apiKey, apiSecret }) => ({ issuer: apiKey, jwt: hmacJwt(apiSecret) }));
  /** The claims of the body's hash, of each key that signed the token. */
  const signedHashes = (authorization: string | null) =>
    authorization === null ? [] : keys.flatMap(({ issuer, jwt }) => {
      const toleranceSeconds = webhookClockToleranceSeconds;
      const claims = jwt.verify(authorization, { issuer, now: now(), toleranceSeconds });
      return claims === null ? [] : [claims.sha256];
    });
  const isSigned = (authorization: string | null) => signedHashes(authorization).length > 0;
  return {
    isSigned,
    receive(body, authorization) {
      const hashes = signedHashes(authorization);
      const isRefused = hashes.length === 0 ||
        !hashes.includes(createHash("sha256").update(body).digest("base64"));
      if (isRefused) {
        throw new AppError("unauthenticated", "The delivery is not LiveKit's");
      }
      try {
        const json = JSON.parse(body);
        return toWebhookEvent(SdkWebhookEvent.fromJson(json, { ignoreUnknownFields: true }));
      } catch (cause) {
        throw new AppError("invalid-body", "The event cannot be read", { cause });
      }
    },
    refusalReason(authorization) {
      const { iss, sha256 } = unverifiedClaims(authorization);
      if (authorization === null || typeof sha256 !== "string") return "unsigned";
      const key = keys.find(({ issuer }) => issuer === iss);
      if (key === undefined) return "another-key";
      if (!key.jwt.isSigned(authorization)) return "wrong-secret";
      return isSigned(authorization) ? "other-body" : "clock";
    },
  };
}

function unverifiedClaims(token: string | null): Readonly<Record<string, unknown>> {
  try {
    return decodeJwt(token ?? "");
  } catch {
    return {};
  }
}

function toWebhookEvent(event: SdkWebhookEvent): WebhookEvent {
  const { id, participant, track, room } = event;
  if (!id) throw new TypeError("An event without an id");
  const longest = Math.max(id.length, participant?.sid.length ?? 0, track?.sid.length ?? 0);
  if (longest > maxIdCharacters) throw new RangeError("An id that is none of LiveKit's");
  return {
    id,
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
