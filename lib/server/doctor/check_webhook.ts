/** The way back: does LiveKit's event of a room of ours reach this server? */
import type { RefusalReason } from "../livekit/webhook_receiver.ts";
import type { Asked } from "./ask_server.ts";
import { bad, type Finding, good, unknown } from "./finding.ts";

/** LiveKit delivers a first event within milliseconds; after this long none will come. */
export const webhookWaitMs = 5_000;

const againMs = 100;

const refusals: Readonly<Record<RefusalReason | "wrong-path", readonly [string, string]>> = {
  "another-key": [
    "they are signed with another key",
    "LiveKit's configuration: `webhook.api_key` has to be LIVEKIT_API_KEY",
  ],
  "wrong-secret": [
    "they are signed with another secret",
    "LIVEKIT_API_SECRET: the secret that `keys:` in LiveKit's configuration has for LIVEKIT_API_KEY",
  ],
  clock: [
    "their time is more than 60 s off",
    "set both clocks by NTP (`timedatectl set-ntp true`)",
  ],
  "other-body": [
    "something on the way changes them",
    "the proxy has to pass bodies on as they are",
  ],
  unsigned: ["they are not signed", "LiveKit's configuration: `webhook.api_key`"],
  "wrong-path": [
    "they go to another path",
    "LiveKit's configuration: `webhook.urls` has to end in /api/livekit/webhook",
  ],
};

/** Asks again until the event is there. `origin`: where LiveKit should send it. */
export async function checkWebhook(ask: () => Promise<Asked>, origin: string): Promise<Finding> {
  const check = "webhooks";
  const limit = performance.now() + webhookWaitMs;
  let last = await ask();
  while (last.is === "answered" && !last.answer.hasEvent && performance.now() < limit) {
    await new Promise((resolve) => setTimeout(resolve, againMs));
    last = await ask();
  }
  if (last.is !== "answered") return unknown(check, "this server could not be asked for them");
  if (last.answer.hasEvent) return good(check, "the event of a room made just now has come");
  const refused = last.answer.warnings["webhooks-refused"];
  const known = Object.entries(refusals).find(([reason]) => reason === refused)?.[1];
  if (known) return bad(check, `LiveKit's events are refused: ${known[0]}`, known[1]);
  return bad(
    check,
    `no event came within ${webhookWaitMs / 1000} s`,
    `LiveKit's configuration: webhook: { api_key: <LIVEKIT_API_KEY>, urls: ["${origin}/api/livekit/webhook"] }`,
  );
}
