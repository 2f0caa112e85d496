/** The configuration of a LiveKit server that belongs to one run on this machine. */

/** Settings of one run. Ports are on loopback. */
export interface LiveKitConfigInput {
  port: number;
  rtcUdpPort: number;
  apiKey: string;
  apiSecret: string;
  /** A second pair that is accepted too, as while keys are rotated. */
  otherKeys?: Readonly<Record<string, string>>;
  webhookUrls: readonly string[];
  /** Laid over the whole, top-level key by key. */
  overrides?: Readonly<Record<string, unknown>>;
}

/**
 * The text for `--config-body`. It is JSON, which is YAML too. Media and signalling stay on
 * loopback, so nothing of it can be reached from another machine.
 */
export function liveKitConfigBody(input: LiveKitConfigInput): string {
  return JSON.stringify({
    port: input.port,
    bind_addresses: ["127.0.0.1"],
    rtc: {
      // LiveKit would listen for media over TCP on every interface; loopback does not need it.
      tcp_port: 0,
      udp_port: input.rtcUdpPort,
      use_external_ip: false,
      node_ip: "127.0.0.1",
      enable_loopback_candidate: true,
      ips: { includes: ["127.0.0.1/32"] },
      // Without any, LiveKit tells every browser to ask Twilio and Google for its address. Loopback needs no STUN: so by UDP
      // no server listens there. (Not the media's own port: browsers take all that comes from a STUN server for its answers.)
      stun_servers: [`127.0.0.1:${input.port}`],
    },
    keys: { ...input.otherKeys, [input.apiKey]: input.apiSecret },
    webhook: input.webhookUrls.length === 0
      ? undefined
      : { api_key: input.apiKey, urls: input.webhookUrls },
    logging: { level: "info", json: true },
    ...input.overrides,
  });
}

/** A key and a secret of 256 random bits each, hexadecimal. */
export function newLiveKitKeys(): { apiKey: string; apiSecret: string } {
  return { apiKey: `dev${randomHex(8)}`, apiSecret: randomHex(32) };
}

function randomHex(bytes: number): string {
  return Array.from(
    crypto.getRandomValues(new Uint8Array(bytes)),
    (byte) => byte.toString(16).padStart(2, "0"),
  ).join("");
}
