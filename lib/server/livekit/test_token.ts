/**
 * The token of a connection test (`/test`): for a room of its own, in which nothing can be heard, seen or told. No space has
 * such a room, so its events and its participants mean nothing to presence, seats and the reconciler.
 */
import type { LiveKitConfig } from "../config/config.ts";
import { hmacJwt } from "./hmac_jwt.ts";

/** Rooms of connection tests begin with this. */
export const testRoomPrefix = "madang-test-";

/** A test connects three times within this long; each connection needs the token once. */
const lifeSeconds = 180;

/** The participant, and itself for a moment while it connects anew. */
const maxParticipants = 2;

/** Seconds that LiveKit keeps the room without a participant. */
const emptySeconds = 10;

/** Signs a token for the room of the test `testId`; `now` in milliseconds since 1970. */
export function signTestToken(
  { apiKey, apiSecret }: Pick<LiveKitConfig, "apiKey" | "apiSecret">,
  testId: string,
  now: number,
): string {
  const nbf = Math.floor(now / 1000);
  const room = testRoomPrefix + testId;
  return hmacJwt(apiSecret).sign({
    iss: apiKey,
    sub: "test",
    nbf,
    exp: nbf + lifeSeconds,
    video: {
      roomJoin: true,
      room,
      canPublish: true,
      canPublishSources: ["microphone"],
      canPublishData: false,
      canSubscribe: false,
    },
    roomConfig: {
      name: room,
      maxParticipants,
      emptyTimeout: emptySeconds,
      departureTimeout: emptySeconds,
    },
  });
}
