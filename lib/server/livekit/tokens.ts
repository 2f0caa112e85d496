/**
 * LiveKit access tokens, signed and verified with keys that are prepared once. The claims are LiveKit's own
 * (https://docs.livekit.io/home/get-started/authentication/), typed by its server SDK; tests compare them with those of
 * the SDK's `AccessToken`.
 */
import { createHmac, createSecretKey } from "node:crypto";
import { jwtVerify } from "jose";
import type { VideoGrant } from "livekit-server-sdk";
import { attribute, type PersonKind, type Role } from "../../contract/participant.ts";
import type { PublishSource } from "../../contract/space.ts";
import { AppError } from "../base/app_error.ts";
import type { Clock } from "../base/clock.ts";
import type { LiveKitConfig } from "../config/config.ts";

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
export async function createTokenSigner(
  livekit: LiveKitConfig | null,
  now: Clock,
): Promise<TokenSigner> {
  if (livekit === null) {
    return {
      sign: () =>
        Promise.reject(new AppError("livekit-unavailable", "Cannot sign without a LiveKit server")),
      verifyDeparted: () => Promise.resolve(null),
    };
  }
  const { apiKey, apiSecret, previous } = livekit;
  const acceptedKeys = [{ apiKey, key: await importKey(apiSecret) }];
  if (previous) {
    acceptedKeys.push({ apiKey: previous.apiKey, key: await importKey(previous.apiSecret) });
  }
  const signJwt = jwtSigner(apiSecret);
  return {
    sign(content) {
      const nbf = Math.floor(now() / 1000);
      const exp = nbf + content.lifetimeSeconds;
      const token = signJwt({
        ...claimsOf(content),
        iss: apiKey,
        sub: content.identity,
        nbf,
        exp,
      });
      return Promise.resolve({ token, expiresAt: exp * 1000 });
    },
    async verifyDeparted(token) {
      for (const candidate of acceptedKeys) {
        const verified = await verifyWith(candidate, token, now());
        if (verified) return verified;
      }
      return null;
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

async function verifyWith(
  { apiKey, key }: { apiKey: string; key: CryptoKey },
  token: string,
  now: number,
): Promise<VerifiedToken | null> {
  try {
    const { payload } = await jwtVerify<{ video?: { room?: unknown } }>(token, key, {
      algorithms: ["HS256"],
      issuer: apiKey,
      requiredClaims: ["exp", "sub"],
      clockTolerance: departedToleranceSeconds,
      currentDate: new Date(now),
    });
    const roomName = payload.video?.room;
    if (typeof payload.sub !== "string" || typeof roomName !== "string") return null;
    return { identity: payload.sub, roomName };
  } catch {
    return null;
  }
}

/**
 * Signs JWTs by HMAC-SHA-256 (RFC 7515, 3.1), synchronously: WebCrypto's way to another thread and back, which `jose`
 * goes, takes longer than the signature, and is the longest step of a token request on a busy machine.
 */
function jwtSigner(secret: string): (claims: object) => string {
  const key = createSecretKey(new TextEncoder().encode(secret));
  const header = base64url(JSON.stringify({ alg: "HS256" }));
  return (claims) => {
    const input = `${header}.${base64url(JSON.stringify(claims))}`;
    return `${input}.${createHmac("sha256", key).update(input).digest("base64url")}`;
  };
}

function base64url(text: string): string {
  return new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
}

function importKey(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
}
