/** A host application's JWTs: whoever brings a good one is a user of that application. */
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { AppError } from "../base/app_error.ts";
import { claimedName } from "../base/claimed_name.ts";
import type { Clock } from "../base/clock.ts";
import type { HostJwtConfig } from "../config/identity_config.ts";
import { hashToken } from "../base/session_tokens.ts";

/** Who a JWT says that its bearer is. */
export interface HostIdentity {
  readonly userId: string;
  /** The same for all JWTs of one session at the host (`sid`), or of one person where it has no such claim. */
  readonly sessionId: string;
  readonly participantName: string;
}

/** Verifies a host application's JWTs. */
export interface HostJwt {
  /**
   * Whose token this is; `null` for one that is not good, whatever the reason.
   *
   * @throws AppError `identity-unavailable` where the keys that would tell cannot be had in time.
   */
  verify(token: string): Promise<HostIdentity | null>;
}

/** Public-key signatures alone: with a shared secret among them, the public key itself would do for a secret. */
const hostJwtAlgorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];

/** The host's keys are waited for this long; less than a whole token request may take. */
export const jwksDeadlineMs = 1_500;

/** Keys are asked for again after this long. */
export const jwksLifeMs = 600_000;

/** An unknown key is looked for at most this often. */
export const jwksCooldownMs = 10_000;

/** How far the host's clock may be off. */
export const hostClockToleranceSeconds = 30;

/** The longest token that is looked at, in characters. */
export const hostJwtMaxCharacters = 8_192;

const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

const claimsSchema = z.object({
  sub: z.string().min(1).max(255).refine((text) => text.isWellFormed()),
  sid: z.string().max(255).refine((text) => text.isWellFormed()).optional(),
});

/** `pauseMs` is for tests. */
export function createHostJwt(
  { jwksUrl, issuer, audience }: HostJwtConfig,
  now: Clock,
  pauseMs = jwksCooldownMs,
): HostJwt {
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: jwksDeadlineMs,
    cacheMaxAge: jwksLifeMs,
    cooldownDuration: pauseMs,
  });
  return {
    async verify(token) {
      if (token.length > hostJwtMaxCharacters || !compactForm.test(token)) return null;
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer,
          audience,
          algorithms: hostJwtAlgorithms,
          requiredClaims: ["iss", "aud", "sub", "exp"],
          clockTolerance: hostClockToleranceSeconds,
          currentDate: new Date(now()),
        });
        return identityFromClaims(issuer, payload);
      } catch (error) {
        if (isInvalidToken(error)) return null;
        throw new AppError("identity-unavailable", "Cannot have the host application's keys", {
          cause: error,
        });
      }
    },
  };
}

/**
 * Ids are hashes, so that any subject makes a key of a known length. The prefix keeps them apart from ids of
 * our own, and the session's from the hash of any cookie: who knows a subject could make a cookie of it.
 */
function identityFromClaims(issuer: string, payload: JWTPayload): HostIdentity | null {
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) return null;
  const { sub, sid } = claims.data;
  return {
    userId: `host_${hashToken(JSON.stringify([issuer, sub]))}`,
    // With the subject: two people who come with one `sid` would be one session.
    sessionId: `host_${hashToken(JSON.stringify([issuer, sub, sid ?? null]))}`,
    participantName: claimedName(payload.name, payload.preferred_username),
  };
}

/** Anything but the keys being away, slow or unreadable. */
function isInvalidToken(error: unknown): boolean {
  return error instanceof errors.JOSEError && error.code !== errors.JOSEError.code &&
    !(error instanceof errors.JWKSTimeout) && !(error instanceof errors.JWKSInvalid);
}
