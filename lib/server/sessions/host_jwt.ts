/** A host application's JWTs: a valid one proves a user of that application. */
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { AppError } from "../base/app_error.ts";
import { defaultDisplayName, nameOfClaims } from "../base/display_name_from_claims.ts";
import type { Clock } from "../base/clock.ts";
import type { HostJwtConfig } from "../config/identity_config.ts";
import { hashToken } from "../base/session_tokens.ts";

/** The user and the session that a JWT proves. */
export interface HostIdentity {
  readonly userId: string;
  /** The same for all JWTs of one user and `sid`; without that claim, for all of one user. */
  readonly sessionId: string;
  readonly participantName: string;
}

/** Verifies a host application's JWTs. */
export interface HostJwt {
  /**
   * The identity that the token proves; `null` for an invalid one, whatever the reason.
   *
   * @throws AppError `identity-unavailable` where the host's keys cannot be read in time.
   */
  verify(token: string): Promise<HostIdentity | null>;
}

/** Public-key signatures alone: with HS256 allowed, the public key would be accepted as a shared secret. */
const hostJwtAlgorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];

/** The deadline for reading the host's keys, shorter than that of a token request. */
export const jwksDeadlineMs = 1_500;

/** Keys are read again after this long. */
export const jwksLifeMs = 600_000;

/** Keys are read again for an unknown `kid` at most this often. */
export const jwksCooldownMs = 10_000;

/** How far the host's clock may be off. */
export const hostClockToleranceSeconds = 30;

/** The longest token that is verified, in characters. */
export const hostJwtMaxCharacters = 8_192;

const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

const claimsSchema = z.object({
  sub: z.string().min(1).max(255).refine((text) => text.isWellFormed()),
  sid: z.string().max(255).refine((text) => text.isWellFormed()).optional(),
});

/** Why a JWT was refused: jose's code, and the claim where it is one's fault. Both are words of jose or of the standard. */
export interface HostJwtRefusal {
  readonly reason: string;
  readonly claim?: string;
}

/** Options of `createHostJwt`. */
export interface HostJwtOptions {
  /** Gets the reason of each refusal of a text that has a JWT's form. */
  readonly onRefused?: (refusal: HostJwtRefusal) => void;
  /** For tests, as `deadlineMs`. */
  readonly cooldownMs?: number;
  readonly deadlineMs?: number;
}

/** Verifies JWTs by the keys at `jwksUrl`. */
export function createHostJwt(
  { jwksUrl, issuer, audience }: HostJwtConfig,
  now: Clock,
  { onRefused = () => {}, cooldownMs = jwksCooldownMs, deadlineMs = jwksDeadlineMs }:
    HostJwtOptions = {},
): HostJwt {
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: deadlineMs,
    cacheMaxAge: jwksLifeMs,
    cooldownDuration: cooldownMs,
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
        const identity = identityFromClaims(issuer, payload);
        if (identity === null) onRefused({ reason: "no-usable-subject", claim: "sub" });
        return identity;
      } catch (error) {
        if (isInvalidToken(error)) {
          onRefused(refusalOf(error));
          return null;
        }
        throw new AppError("identity-unavailable", "Cannot have the host application's keys", {
          cause: error,
        });
      }
    },
  };
}

/**
 * Ids are hashes, so that every subject gives a key of one length. The prefix keeps them apart from the server's own ids
 * and from the hash of any cookie: a person who knows a subject could otherwise send the hashed text as a cookie.
 */
function identityFromClaims(issuer: string, payload: JWTPayload): HostIdentity | null {
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) return null;
  const { sub, sid } = claims.data;
  return {
    userId: `host_${hashToken(JSON.stringify([issuer, sub]))}`,
    // The subject is in it: two people with one `sid` would otherwise be one session.
    sessionId: `host_${hashToken(JSON.stringify([issuer, sub, sid ?? null]))}`,
    participantName: nameOfClaims(payload) ?? defaultDisplayName,
  };
}

/** A claim that a token lacks or that does not fit is named by jose, from our own list of claims. */
function refusalOf(error: errors.JOSEError): HostJwtRefusal {
  const claim = error instanceof errors.JWTClaimValidationFailed ||
      error instanceof errors.JWTExpired
    ? error.claim
    : undefined;
  return { reason: error.code, claim };
}

/** Whether the token is at fault, and not keys that are unreachable, slow or unreadable. */
function isInvalidToken(error: unknown): error is errors.JOSEError {
  return error instanceof errors.JOSEError && error.code !== errors.JOSEError.code &&
    !(error instanceof errors.JWKSTimeout) && !(error instanceof errors.JWKSInvalid);
}
