import { expect } from "expect";
import { liveKitConfigBody, newLiveKitKeys } from "../../../toolchain/livekit_config.ts";

const input = {
  port: 7001,
  rtcUdpPort: 7002,
  apiKey: "key",
  apiSecret: "secret",
  webhookUrls: ["http://127.0.0.1:8000/api/livekit/webhook"],
};

Deno.test("liveKitConfigBody() keeps signalling and media on loopback", () => {
  const config = JSON.parse(liveKitConfigBody(input));
  expect(config.port).toBe(7001);
  expect(config.bind_addresses).toEqual(["127.0.0.1"]);
  expect(config.rtc).toMatchObject({
    udp_port: 7002,
    tcp_port: 0,
    node_ip: "127.0.0.1",
    use_external_ip: false,
    ips: { includes: ["127.0.0.1/32"] },
  });
});

Deno.test("liveKitConfigBody() names a STUN server on loopback that is not its media's port, in the place of LiveKit's defaults", () => {
  expect(JSON.parse(liveKitConfigBody(input)).rtc.stun_servers).toEqual(["127.0.0.1:7001"]);
});

Deno.test("liveKitConfigBody() signs webhooks with the key of the run", () => {
  const config = JSON.parse(liveKitConfigBody({ ...input, otherKeys: { old: "old secret" } }));
  expect(config.keys).toEqual({ key: "secret", old: "old secret" });
  expect(config.webhook).toEqual({ api_key: "key", urls: input.webhookUrls });
});

Deno.test("liveKitConfigBody() has no webhook without a listener", () => {
  expect(JSON.parse(liveKitConfigBody({ ...input, webhookUrls: [] })).webhook).toBeUndefined();
});

Deno.test("liveKitConfigBody() lays overrides over the whole", () => {
  const overrides = { room: { auto_create: false }, logging: { level: "debug" } };
  const config = JSON.parse(liveKitConfigBody({ ...input, overrides }));
  expect(config.room).toEqual({ auto_create: false });
  expect(config.logging).toEqual({ level: "debug" });
  expect(config.port).toBe(7001);
});

Deno.test("newLiveKitKeys() makes other keys for each run, with a secret of 256 bits", () => {
  const [one, other] = [newLiveKitKeys(), newLiveKitKeys()];
  expect(one.apiSecret).toMatch(/^[0-9a-f]{64}$/);
  expect(one.apiSecret).not.toBe(other.apiSecret);
  expect(one.apiKey).not.toBe(other.apiKey);
});
