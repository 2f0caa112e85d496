/** LiveKit's message of a bad connection: a test's own connection is always good. */
import { RoomServiceClient } from "livekit-server-sdk";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import type { Testbed } from "./testbed.ts";

/** Keeps the newest connection to LiveKit, so that a test can speak on it. */
export function keepSignal(): void {
  const Original = WebSocket;
  globalThis.WebSocket = class extends Original {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      Reflect.set(globalThis, "keptSignal", this);
    }
  };
}

/** From now on the person called `name` hears once a second that their connection is as good as lost. */
export async function weakens(
  page: Page,
  testbed: Testbed,
  slug: string,
  name: string,
): Promise<void> {
  const { apiUrl, apiKey, apiSecret } = testbed.liveKit;
  const rooms = new RoomServiceClient(apiUrl, apiKey, apiSecret);
  let sid = "";
  await eventually(async () => {
    const inside = await rooms.listParticipants(`space-${slug}`);
    sid = inside.find((person) => person.name === name)?.sid ?? "";
    if (!sid) throw new Error(`${name} is not inside`);
  });
  // livekit_rtc.proto: SignalResponse.connection_quality (12) › updates (1) › participant_sid (1), quality (2) LOST (3).
  const field = (number: number, bytes: number[]) => [number << 3 | 2, bytes.length, ...bytes];
  const update = [...field(1, [...new TextEncoder().encode(sid)]), 2 << 3, 3];
  await page.evaluate((message) => {
    const signal: WebSocket = Reflect.get(globalThis, "keptSignal");
    const speak = () => {
      const { buffer: data } = Uint8Array.from(message);
      signal.dispatchEvent(new MessageEvent("message", { data }));
    };
    speak();
    setInterval(speak, 1000);
  }, field(12, field(1, update)));
}
