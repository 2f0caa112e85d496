/**
 * JWTs signed by HMAC-SHA-256 (RFC 7515, RFC 7519), with a key that is prepared once, synchronously: WebCrypto's way to
 * another thread and back, which `jose` and LiveKit's SDK go, takes longer than the signature, and is the longest step of a
 * token request and of a webhook on a busy machine. Tests compare both ways with `jose`.
 */
import { Buffer } from "node:buffer";
import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";

/** Claims of a verified token, none of them checked but those that `VerifyOptions` names. */
export type JwtClaims = Readonly<Record<string, unknown>>;

/** Conditions of a token besides its signature. */
export interface VerifyOptions {
  /** The claim `iss`. */
  readonly issuer: string;
  /** Milliseconds since 1970. A token must be in force then: without `exp` it never is. */
  readonly now: number;
  /** Tolerated difference of clocks. */
  readonly toleranceSeconds: number;
}

/** Signs and verifies by one secret. */
export interface HmacJwt {
  sign(claims: object): string;
  /** `null` for anything but a token of this secret and issuer that is in force. */
  verify(token: string, options: VerifyOptions): JwtClaims | null;
  /** Whether this secret signed the token, in force or not. */
  isSigned(token: string): boolean;
}

/** Prepares the key. */
export function hmacJwt(secret: string): HmacJwt {
  const key = createSecretKey(new TextEncoder().encode(secret));
  const header = base64url(JSON.stringify({ alg: "HS256" }));
  const mac = (input: string) => createHmac("sha256", key).update(input).digest("base64url");
  const claimsOf = (token: string) => {
    const [head, payload, signature, ...rest] = token.split(".");
    if (payload === undefined || signature === undefined || rest.length > 0) return null;
    if (!isEqual(mac(`${head}.${payload}`), signature)) return null;
    const { alg, crit } = jsonObject(head) ?? {};
    // `crit` names extensions that a verifier must know.
    return alg === "HS256" && crit === undefined ? jsonObject(payload) : null;
  };
  return {
    sign(claims) {
      const input = `${header}.${base64url(JSON.stringify(claims))}`;
      return `${input}.${mac(input)}`;
    },
    verify(token, options) {
      const claims = claimsOf(token);
      return claims !== null && isInForce(claims, options) ? claims : null;
    },
    isSigned: (token) => claimsOf(token) !== null,
  };
}

function isInForce(claims: JwtClaims, { issuer, now, toleranceSeconds }: VerifyOptions): boolean {
  const { iss, exp, nbf } = claims;
  const seconds = Math.floor(now / 1000);
  return iss === issuer &&
    typeof exp === "number" && exp > seconds - toleranceSeconds &&
    (nbf === undefined || (typeof nbf === "number" && nbf <= seconds + toleranceSeconds));
}

/** Takes the same time wherever two texts of one length differ. */
function isEqual(one: string, other: string): boolean {
  const [bytes, others] = [Buffer.from(one), Buffer.from(other)];
  return bytes.length === others.length && timingSafeEqual(bytes, others);
}

function base64url(text: string): string {
  return new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
}

function jsonObject(part: string): JwtClaims | null {
  try {
    const bytes = Uint8Array.fromBase64(part, { alphabet: "base64url" });
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : null;
  } catch {
    return null;
  }
}
