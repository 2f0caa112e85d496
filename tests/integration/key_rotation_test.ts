/** LiveKit's key is changed while people are in a call. */
import { expect } from "expect";
import { join } from "node:path";
import { startApp } from "../../toolchain/app.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { newLiveKitKeys } from "../../toolchain/livekit_config.ts";
import { startLiveKit } from "../../toolchain/livekit.ts";
import { joinSpace } from "../doctor/join_space.ts";

Deno.test("LiveKit's key is rotated: people stay inside, new ones join, and no webhook is refused", async () => {
  const port = freeTcpPort();
  const folder = await Deno.makeTempDir();
  const [former, next] = [newLiveKitKeys(), newLiveKitKeys()];
  // LiveKit knows both pairs, and signs its webhooks with the former one, until it is restarted too.
  const livekit = await startLiveKit({
    ...former,
    otherKeys: { [next.apiKey]: next.apiSecret },
    webhookUrls: [`http://127.0.0.1:${port}/api/livekit/webhook`],
  });
  const kvUrl = join(folder, "madang.kv");
  const presence = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/spaces/tea/presence`);
    return (await answer.json()).count;
  };
  const until = async (count: number) => {
    const limit = Date.now() + 20_000;
    while (await presence() !== count) {
      if (Date.now() > limit) throw new Error(`Never ${count} inside`);
    }
  };
  const before = await startApp({ liveKit: { url: livekit.url, ...former }, port, kvUrl });
  const where = { appUrl: before.url, livekit };
  const first = await joinSpace(where);
  await until(1);
  await before.stop();
  const after = await startApp({
    liveKit: { url: livekit.url, ...next },
    port,
    kvUrl,
    env: {
      LIVEKIT_API_KEY_PREVIOUS: former.apiKey,
      LIVEKIT_API_SECRET_PREVIOUS: former.apiSecret,
    },
  });
  try {
    const second = await joinSpace(where);
    await until(2);
    const ready = await (await fetch(`${after.url}/api/ready`)).json();
    expect(ready).toEqual({ livekit: true, storage: true, warnings: [] });
    await first[Symbol.asyncDispose]();
    await until(1);
    await second[Symbol.asyncDispose]();
    await until(0);
    expect(after.output).not.toContain("webhooks-");
    expect(after.output).not.toContain("request-failed");
  } finally {
    await after.stop();
    await livekit.stop();
    await Deno.remove(folder, { recursive: true });
  }
});
