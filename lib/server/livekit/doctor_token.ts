/**
 * The token by which `deno task doctor` proves that it knows LiveKit's secret, as this server does. Its audience keeps it
 * apart from LiveKit's own tokens, which every participant has.
 */
import { jwtVerify, SignJWT } from "jose";
import type { LiveKitKeys } from "./webhook_receiver.ts";

const audience = "madang-doctor";
const lifeSeconds = 60;

/** Rooms that the doctor makes to see their events begin with this. */
export const doctorRoomPrefix = "madang-doctor-";

/** Signs a token that is valid for a minute. */
export function signDoctorToken({ apiKey, apiSecret }: LiveKitKeys, now: number): Promise<string> {
  const seconds = Math.floor(now / 1000);
  return new SignJWT().setProtectedHeader({ alg: "HS256" }).setIssuer(apiKey).setAudience(audience)
    .setIssuedAt(seconds).setExpirationTime(seconds + lifeSeconds)
    .sign(new TextEncoder().encode(apiSecret));
}

/** True for a token of a doctor with the same key pair. */
export async function isDoctorToken(
  { apiKey, apiSecret }: LiveKitKeys,
  token: string,
  now: number,
): Promise<boolean> {
  try {
    await jwtVerify(token, new TextEncoder().encode(apiSecret), {
      algorithms: ["HS256"],
      issuer: apiKey,
      audience,
      requiredClaims: ["exp", "iat"],
      maxTokenAge: 2 * lifeSeconds,
      currentDate: new Date(now),
    });
    return true;
  } catch {
    return false;
  }
}
