/** The doctor with a real LiveKit, in the app's place. What it says of broken settings: `deno task test:doctor`. */
import { AccessToken } from "livekit-server-sdk";
import { expect } from "expect";
import { attribute } from "../../lib/contract/participant.ts";
import { visitAsParticipant } from "../../lib/server/doctor/signal_visit.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { startLiveKit } from "../../toolchain/livekit.ts";
import { runDoctor } from "../doctor/ground.ts";

Deno.test("the doctor finds nothing wrong with a right setting, and a wrong secret at once, without telling it [S154]", async () => {
  const port = freeTcpPort();
  const livekit = await startLiveKit({
    webhookUrls: [`http://127.0.0.1:${port}/api/livekit/webhook`],
  });
  const env = {
    LIVEKIT_URL: livekit.url,
    LIVEKIT_API_KEY: livekit.apiKey,
    LIVEKIT_API_SECRET: livekit.apiSecret,
    KV_URL: ":memory:",
    PORT: String(port),
  };
  try {
    const stranger = new AccessToken(livekit.apiKey, livekit.apiSecret, {
      identity: "seat_of_another.1",
      attributes: { [attribute.installation]: "inst_other" },
    });
    stranger.addGrant({ roomJoin: true, room: "space-tea" });
    using _stranger = await visitAsParticipant(livekit.url, await stranger.toJwt());
    const right = await runDoctor(env);
    const told = right.findings.filter(({ verdict }) => verdict !== "good");
    // Tests' LiveKit has no TURN.
    expect(told).toEqual([expect.objectContaining({ check: "TURN", verdict: "unknown" })]);
    expect(right.exitCode).toBe(2);
    const found = right.findings.map(({ check }) => check);
    for (
      const check of ["LiveKit's version", "media ports", "webhooks", "storage", "one LiveKit"]
    ) {
      expect(found).toContain(check);
    }
    expect(right.findings).toContainEqual(expect.objectContaining({
      check: "installations",
      says: expect.stringContaining("1 people of another Madang are on this LiveKit"),
    }));
    const secret = "another-secret-of-at-least-32-characters";
    const wrong = await runDoctor({ ...env, LIVEKIT_API_SECRET: secret });
    expect(wrong.exitCode).toBe(1);
    expect(wrong.findings).toContainEqual(
      expect.objectContaining({ check: "LiveKit's API", verdict: "bad" }),
    );
    // LiveKit quotes the token that it refuses.
    expect(JSON.stringify([right, wrong])).not.toMatch(/eyJ/);
    expect(JSON.stringify([right, wrong])).not.toContain(secret);
    expect(JSON.stringify(right)).not.toContain(livekit.apiSecret);
  } finally {
    await livekit.stop();
  }
});
