/** LiveKit as a browser reaches it: socket, version, media ports, STUN and TURN. */
import { AccessToken } from "livekit-server-sdk";
import type { LiveKitConfig } from "../config/config.ts";
import { createRoomServiceClient } from "../livekit/livekit_api.ts";
import { refusalOf } from "./check_livekit.ts";
import { failureReasonOf } from "./failure_reason.ts";
import { bad, type Finding, good, unknown } from "./finding.ts";
import { type SignalVisit, SignalVisitError, visitAsParticipant } from "./signal_visit.ts";
import { probeStun, type StunOutcome, type StunTarget } from "./stun_probes.ts";

/** The oldest LiveKit that this version is tested with: earlier ones know no `madang` attributes of moved participants. */
export const oldestLiveKit = [1, 13] as const;

/** Checks all that a visit shows. The room `roomName` is made by joining it. */
export async function checkVisit(livekit: LiveKitConfig, roomName: string): Promise<Finding[]> {
  const token = await visitorToken(livekit, roomName);
  try {
    using visit = await visitAsParticipant(livekit.url, token);
    return [
      good("LiveKit's socket", "opens by the browser's address, and makes rooms"),
      await checkSameLiveKit(livekit, roomName, visit),
      checkVersion(visit.version),
      ...await checkMediaPorts(visit),
      checkStunServers(visit),
      ...await checkTurn(visit),
    ];
  } catch (error) {
    if (!(error instanceof SignalVisitError)) throw error;
    return [await explainFailedVisit(livekit, token)];
  }
}

async function visitorToken({ apiKey, apiSecret }: LiveKitConfig, room: string): Promise<string> {
  const token = new AccessToken(apiKey, apiSecret, { identity: "madang-doctor", ttl: 120 });
  token.addGrant({ roomJoin: true, room, hidden: true, canPublish: false });
  return await token.toJwt();
}

/** The same address by HTTP says why a socket did not open, which WebSocket itself does not. */
async function explainFailedVisit(livekit: LiveKitConfig, token: string): Promise<Finding> {
  const check = "LiveKit's socket";
  const fix =
    "LIVEKIT_URL: the address at which browsers reach LiveKit, such as wss://livekit.example.org";
  const page = livekit.url.replace(/^ws/i, "http");
  const ask = async (path: string) => {
    const answer = await fetch(page + path, { signal: AbortSignal.timeout(5_000) });
    return { status: answer.status, text: (await answer.text()).slice(0, 2_000) };
  };
  try {
    const { status, text } = await ask(`/rtc/validate?access_token=${token}`);
    if (status === 404 && /room does not exist/i.test(text)) {
      return bad(
        check,
        "LiveKit makes no rooms by itself",
        "LiveKit's configuration: `room: { auto_create: true }` (its default)",
      );
    }
    if (status === 401) {
      return bad(
        check,
        `LiveKit refuses the key pair at the browser's address: ${refusalOf(text)}`,
        "LIVEKIT_API_KEY and LIVEKIT_API_SECRET: the pair of that LiveKit; or the two addresses lead to two LiveKits",
      );
    }
    if (status !== 200) return bad(check, `something else answers there (${status})`, fix);
    return bad(
      check,
      "LiveKit answers by HTTP, and its socket does not open",
      "the proxy before LiveKit has to pass on WebSockets (Upgrade and Connection)",
    );
  } catch (cause) {
    const { kind, reason } = failureReasonOf(cause);
    if (kind === "certificate") {
      return bad(
        check,
        reason,
        "renew the certificate of LIVEKIT_URL's host; for an authority of your own: DENO_CERT=/path/of/its.pem",
      );
    }
    return bad(check, `cannot be reached: ${reason}`, fix);
  }
}

/** Both addresses have to lead to one LiveKit. */
async function checkSameLiveKit(
  livekit: LiveKitConfig,
  roomName: string,
  { roomSid }: SignalVisit,
): Promise<Finding> {
  const check = "one LiveKit";
  try {
    const rooms = await createRoomServiceClient(livekit).listRooms([roomName]);
    if (rooms.some(({ sid }) => sid === roomSid)) return good(check, "by both addresses");
    return bad(
      check,
      "the browser's address and the server's lead to two LiveKits",
      "LIVEKIT_URL and LIVEKIT_API_URL: two addresses of the same server",
    );
  } catch {
    return unknown(check, "LiveKit's API does not answer");
  }
}

/** Judges the version that LiveKit tells. */
export function checkVersion(version: string): Finding {
  const check = "LiveKit's version";
  const [major, minor] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = oldestLiveKit;
  const oldest = oldestLiveKit.join(".");
  if (Number.isNaN(major) || Number.isNaN(minor)) return unknown(check, `it says "${version}"`);
  const isNew = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  if (isNew) return good(check, version);
  return bad(
    check,
    `${version} is older than ${oldest}`,
    `install LiveKit ${oldest} or newer (image: livekit/livekit-server:v${oldest}.5)`,
  );
}

/** A media port answers STUN only with a participant's credentials: so an answer is LiveKit's own. */
async function checkMediaPorts({ media }: SignalVisit): Promise<Finding[]> {
  const check = "media ports";
  if (media === null) return [unknown(check, "LiveKit offered none in time")];
  const public_ = media.ports.filter(({ host }) => !host.endsWith(".local"));
  return await Promise.all(public_.map(async (port) => {
    const outcome = await probeStun({ ...port, framed: true }, media.ice);
    const name = `${port.port}/${port.protocol} at ${port.host}`;
    if (outcome.is === "answered") return good(check, `${name} answers`);
    // A browser elsewhere may get through where this machine does not reach its own public address, and the reverse.
    const fix =
      `open ${port.port}/${port.protocol} in both firewalls; \`rtc.node_ip\` in LiveKit's configuration has to be the address that browsers reach`;
    return port.protocol === "tcp" && outcome.is === "refused"
      ? bad(check, `${name}: ${failureReasonOf(outcome.reason).reason}`, fix)
      : unknown(check, `${name} does not answer from here`, fix);
  }));
}

/** LiveKit's defaults, which learn who is in a call. */
const thirdParties = /\b(?:google|twilio)\.com\b/;

function checkStunServers({ iceServers }: SignalVisit): Finding {
  const check = "STUN";
  const urls = iceServers.flatMap((server) => server.urls).filter((url) => url.startsWith("stun"));
  const foreign = urls.find((url) => thirdParties.test(url));
  if (foreign === undefined) return good(check, "no third party is told who is in a call");
  return bad(
    check,
    "LiveKit tells every browser to ask Google or Twilio for its address",
    `LiveKit's configuration: rtc.stun_servers: ["<its own name>:3478"]`,
  );
}

/** TURN, as LiveKit announces it: each address has to answer. Without any, networks that allow 443 alone are shut out. */
async function checkTurn({ iceServers }: SignalVisit): Promise<Finding[]> {
  const check = "TURN";
  const urls = iceServers.flatMap((server) => server.urls).filter((url) => /^turns?:/.test(url));
  if (urls.length === 0) {
    return [
      unknown(
        check,
        "LiveKit announces none: people whose network allows 443 alone cannot join",
        "docs/infrastructure/OCI.md, *Networks that allow 443 alone*",
      ),
    ];
  }
  return await Promise.all(urls.map(async (url) => turnFinding(url, await probeTurn(url))));
}

function turnFinding(url: string, outcome: StunOutcome | null): Finding {
  const check = "TURN";
  if (outcome?.is === "answered") return good(check, `${url} answers`);
  const isTls = url.startsWith("turns:");
  const why = outcome?.is === "refused" ? `: ${failureReasonOf(outcome.reason).reason}` : "";
  return bad(
    check,
    `${url} does not answer${why}`,
    isTls
      ? "LiveKit's `turn.domain` and `tls_port`, the certificate of that name, and whatever shares port 443"
      : "open LiveKit's `turn.udp_port` in both firewalls",
  );
}

/** `turns:turn.example.org:443?transport=tcp` */
async function probeTurn(url: string): Promise<StunOutcome | null> {
  const [, scheme, host, port, transport] =
    /^(turns?):([^:?]+)(?::(\d+))?(?:\?transport=(\w+))?/.exec(url) ?? [];
  if (!host) return null;
  const protocol: StunTarget["protocol"] = scheme === "turns"
    ? "tls"
    : transport === "tcp"
    ? "tcp"
    : "udp";
  return await probeStun({
    protocol,
    host,
    port: Number(port ?? (protocol === "tls" ? 5349 : 3478)),
  });
}
