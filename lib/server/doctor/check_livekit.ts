/** LiveKit as the server reaches it, by its API: address, keys, clock, other installations. */
import { ServerError } from "livekit-server-sdk";
import { isOurs } from "../livekit/installation.ts";
import { attribute } from "../../contract/participant.ts";
import { slugOf } from "../../contract/names.ts";
import type { LiveKitConfig } from "../config/config.ts";
import { createLiveKitApi, createRoomServiceClient } from "../livekit/livekit_api.ts";
import { failureReasonOf } from "./failure_reason.ts";
import { bad, type Finding, good, unknown } from "./finding.ts";

/** LiveKit takes no shorter secret for its own tokens since 1.5; HMAC-SHA-256 wants 256 bits. */
const secretCharacters = 32;

/** Checks the key pair by itself. */
export function checkKeyPair({ apiSecret }: LiveKitConfig): Finding {
  if (apiSecret.length >= secretCharacters) return good("key pair", "long enough");
  return bad(
    "key pair",
    `the secret has ${apiSecret.length} characters; ${secretCharacters} are needed`,
    "make a pair by `livekit-server generate-keys`; set LIVEKIT_API_KEY and LIVEKIT_API_SECRET here and `keys:` in LiveKit's configuration",
  );
}

/** Checks LiveKit's API, by the server's address: does it answer, and does it take the key pair? */
export async function checkApi(livekit: LiveKitConfig): Promise<Finding> {
  const check = "LiveKit's API";
  try {
    await createRoomServiceClient(livekit).listRooms();
    return good(check, "answers, and takes the key pair");
  } catch (error) {
    if (error instanceof ServerError && error.status === 401) {
      return bad(
        check,
        `refuses the key pair: ${refusalOf(error.message)}`,
        "LIVEKIT_API_KEY and LIVEKIT_API_SECRET: the pair of `keys:` in LiveKit's configuration",
      );
    }
    // LiveKit's own errors have a code.
    if (error instanceof ServerError && error.code === undefined) {
      return bad(
        check,
        `something else answers there (${error.status})`,
        "LIVEKIT_API_URL: LiveKit's own address, such as http://127.0.0.1:7880",
      );
    }
    const reason = error instanceof ServerError
      ? `it answers ${error.status}`
      : failureReasonOf(error).reason;
    return bad(
      check,
      `cannot be called: ${reason}`,
      "start LiveKit, or set LIVEKIT_API_URL to the address at which this machine reaches it",
    );
  }
}

/** The words of LiveKit on a token that it refuses, without the token, which it quotes. */
export function refusalOf(text: string): string {
  if (/signature/i.test(text)) return "it knows the key with another secret";
  if (/API key/i.test(text)) return "it does not know the key";
  if (/expired|not valid yet|nbf|\bexp\b/i.test(text)) return "the token's time is wrong";
  return "it says no more";
}

/** Seconds by which two clocks may differ: LiveKit's webhooks and our tokens allow 60. */
const clockGoodSeconds = 5;

/** Compares this machine's clock with LiveKit's, by the `Date` of an answer. */
export async function checkClock(
  { apiUrl }: Pick<LiveKitConfig, "apiUrl">,
  now: () => number,
): Promise<Finding> {
  const check = "clock";
  try {
    const answer = await fetch(apiUrl, { signal: AbortSignal.timeout(5_000) });
    await answer.body?.cancel();
    const theirs = Date.parse(answer.headers.get("date") ?? "");
    if (Number.isNaN(theirs)) return unknown(check, "LiveKit's answer has no date");
    // `Date` has whole seconds, rounded down.
    const seconds = Math.round((now() - theirs - 500) / 1000);
    if (Math.abs(seconds) <= clockGoodSeconds) return good(check, "as LiveKit's");
    return bad(
      check,
      `${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} LiveKit's`,
      "set both clocks by NTP (`timedatectl set-ntp true`): beyond 60 s LiveKit and this server refuse each other",
    );
  } catch {
    return unknown(check, "LiveKit does not answer");
  }
}

/** Rooms that are looked into, at most. */
const roomsAtMost = 200;

/** Tells whether participants of another installation are on this LiveKit. It is allowed, and good to know. */
export async function checkInstallations(
  livekit: LiveKitConfig,
  installationId: string | null,
): Promise<Finding> {
  const check = "installations";
  if (installationId === null) return unknown(check, "this installation's id is not known");
  try {
    const api = createLiveKitApi(livekit);
    const rooms = (await api.listRoomNames()).filter((name) => slugOf(name) !== null);
    const lists = await Promise.all(rooms.slice(0, roomsAtMost).map(api.listParticipants));
    const others = lists.flat().filter((one) =>
      attribute.installation in one.attributes && !isOurs(one, installationId, false)
    );
    if (others.length === 0) return good(check, "no other one's people on this LiveKit");
    return good(
      check,
      `${others.length} people of another Madang are on this LiveKit, which may be meant: spaces of one name are one room`,
    );
  } catch {
    return unknown(check, "LiveKit does not answer");
  }
}
