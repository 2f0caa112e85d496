/**
 * LiveKit access tokens, signed and verified with keys that are prepared once. The claims are LiveKit's own
 * (https://docs.livekit.io/home/get-started/authentication/), typed by its server SDK; tests compare them with those of
 * the SDK's `AccessToken`.
 */
import type { VideoGrant } from "livekit-server-sdk";
import { attribute, type PersonKind, type Role } from "../../contract/participant.ts";
import type { PublishSource } from "../../contract/space.ts";
import { AppError } from "../base/app_error.ts";
import type { Clock } from "../base/clock.ts";
import type { LiveKitConfig } from "../config/config.ts";
import { type HmacJwt, hmacJwt } from "./hmac_jwt.ts";

/** Content of a token, decided by the server alone. */
export interface TokenContent {
  readonly roomName: string;
  /** `<seatId>.<generation>` */
  readonly identity: string;
  readonly participantName: string;
  /** Milliseconds since 1970: see `sinceOf`. */
  readonly since: number;
  readonly seatId: string;
  readonly kind: PersonKind;
  readonly role: Role;
  /** When the person raised a hand, which a reload keeps; absent while it is down. */
  readonly handRaisedAt?: number;
  /** Id of the installation that signs it. */
  readonly installationId: string;
  /** Sources that may be published; empty: listen only. */
  readonly publishSources: readonly PublishSource[];
  /** LiveKit's own limit of the room, wider than the space's capacity. */
  readonly maxParticipants: number;
  readonly lifetimeSeconds: number;
}

/** A signed LiveKit token, and the end of its use for a first connect. */
export interface SignedToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Identity and room of a token of ours. */
export interface VerifiedToken {
  readonly identity: string;
  readonly roomName: string;
}

/** Signs LiveKit tokens, and verifies its own. */
export interface TokenSigner {
  /** Signs a token. @throws AppError `livekit-unavailable` without a LiveKit server. */
  sign(content: TokenContent): Promise<SignedToken>;
  /** Verifies a token that we signed, by the current or the previous key, up to 24 h after its expiry. `null` for anything else. */
  verifyDeparted(token: string): Promise<VerifiedToken | null>;
}

/** Seconds that LiveKit keeps a room without a first participant, and after the last one left. */
const emptyTimeoutSeconds = 120;
const departureTimeoutSeconds = 20;

const departedToleranceSeconds = 24 * 3600;

/** The claim `video` on the wire: the SDK's type, with sources as strings. */
type VideoClaim = Omit<VideoGrant, "canPublishSources"> & {
  readonly canPublishSources: readonly PublishSource[];
};

/** Makes the signer for `livekit`; without a LiveKit server `sign` rejects. */
export function createTokenSigner(livekit: LiveKitConfig | null, now: Clock): TokenSigner {
  if (livekit === null) {
    return {
      sign: () =>
        Promise.reject(new AppError("livekit-unavailable", "Cannot sign without a LiveKit server")),
      verifyDeparted: () => Promise.resolve(null),
    };
  }
  const { apiKey, apiSecret, previous } = livekit;
  const jwt = hmacJwt(apiSecret);
  const acceptedKeys = [{ apiKey, jwt }];
  if (previous) {
    acceptedKeys.push({ apiKey: previous.apiKey, jwt: hmacJwt(previous.apiSecret) });
  }
  return {
    sign(content) {
      const nbf = Math.floor(now() / 1000);
      const exp = nbf + content.lifetimeSeconds;
      const token = jwt.sign({
        ...claimsOf(content),
        iss: apiKey,
        sub: content.identity,
        nbf,
        exp,
      });
      return Promise.resolve({ token, expiresAt: exp * 1000 });
    },
    verifyDeparted(token) {
      for (const candidate of acceptedKeys) {
        const verified = verifyWith(candidate, token, now());
        if (verified) return Promise.resolve(verified);
      }
      return Promise.resolve(null);
    },
  };
}

function claimsOf(content: TokenContent) {
  const video: VideoClaim = {
    roomJoin: true,
    room: content.roomName,
    canPublish: content.publishSources.length > 0,
    canPublishSources: content.publishSources,
    canPublishData: true,
    canSubscribe: true,
  };
  return {
    name: content.participantName,
    video,
    attributes: {
      [attribute.seat]: content.seatId,
      [attribute.kind]: content.kind,
      [attribute.role]: content.role,
      [attribute.installation]: content.installationId,
      [attribute.since]: String(content.since),
      ...content.handRaisedAt && { [attribute.hand]: String(content.handRaisedAt) },
    },
    roomConfig: {
      name: content.roomName,
      maxParticipants: content.maxParticipants,
      emptyTimeout: emptyTimeoutSeconds,
      departureTimeout: departureTimeoutSeconds,
    },
  };
}

function verifyWith(
  { apiKey, jwt }: { apiKey: string; jwt: HmacJwt },
  token: string,
  now: number,
): VerifiedToken | null {
  const claims = jwt.verify(token, {
    issuer: apiKey,
    now,
    toleranceSeconds: departedToleranceSeconds,
  });
  const { sub, video } = claims ?? {};
  const room = video instanceof Object && "room" in video ? video.room : undefined;
  if (typeof sub !== "string" || typeof room !== "string") return null;
  return { identity: sub, roomName: room };
}
