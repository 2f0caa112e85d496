/** Reads what a browser counts of a track (https://www.w3.org/TR/webrtc-stats/). */
import type { TrackStats } from "../ports/room_port.ts";

/** One dictionary of a report; browsers leave members out. */
type Stat = Readonly<Record<string, unknown>>;

/** Of a picture that is sent in layers: the sum of their bytes, and the largest that is sent. */
export function sentStats(stats: Iterable<Stat>): TrackStats {
  const all = [...stats];
  const layers = all.filter(({ type }) => type === "outbound-rtp");
  const remote = all.filter(({ type }) => type === "remote-inbound-rtp");
  const sent = layers.filter((layer) => numberOf(layer, "frameHeight") || !isVideo(layer));
  const [largest] = [...sent].sort((a, b) =>
    (numberOf(b, "frameHeight") ?? 0) - (numberOf(a, "frameHeight") ?? 0)
  );
  return {
    bytes: sum(layers, "bytesSent"),
    packets: sum(layers, "packetsSent"),
    packetsLost: sum(remote, "packetsLost"),
    roundTripMs: milliseconds(remote, "roundTripTime") ?? pairRoundTripMs(all),
    jitterMs: milliseconds(remote, "jitter"),
    width: largest ? numberOf(largest, "frameWidth") : null,
    height: largest ? numberOf(largest, "frameHeight") : null,
    framesPerSecond: largest ? numberOf(largest, "framesPerSecond") : null,
    framesDropped: 0,
    frames: sum(layers, "framesEncoded"),
    isCpuLimited: layers.some((layer) => layer.qualityLimitationReason === "cpu"),
    hasSound: null,
  };
}

export function receivedStats(stats: Iterable<Stat>): TrackStats {
  const all = [...stats];
  const inbound = all.filter(({ type }) => type === "inbound-rtp");
  const [first] = inbound;
  const energy = first ? numberOf(first, "totalAudioEnergy") : null;
  return {
    bytes: sum(inbound, "bytesReceived"),
    packets: sum(inbound, "packetsReceived"),
    packetsLost: sum(inbound, "packetsLost"),
    roundTripMs: pairRoundTripMs(all),
    jitterMs: milliseconds(inbound, "jitter"),
    width: first ? numberOf(first, "frameWidth") : null,
    height: first ? numberOf(first, "frameHeight") : null,
    framesPerSecond: first ? numberOf(first, "framesPerSecond") : null,
    framesDropped: sum(inbound, "framesDropped"),
    frames: sum(inbound, "framesReceived"),
    isCpuLimited: false,
    hasSound: energy === null ? null : energy > 0,
  };
}

function pairRoundTripMs(all: readonly Stat[]): number | null {
  const pairs = all.filter(({ type, nominated }) =>
    type === "candidate-pair" && nominated === true
  );
  return milliseconds(pairs, "currentRoundTripTime");
}

function isVideo({ kind }: Stat): boolean {
  return kind === "video";
}

function numberOf(stat: Stat, member: string): number | null {
  const value = stat[member];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function sum(stats: readonly Stat[], member: string): number {
  return stats.reduce((total, stat) => total + (numberOf(stat, member) ?? 0), 0);
}

/** The largest of some seconds, in ms; `null`: none is known. */
function milliseconds(stats: readonly Stat[], member: string): number | null {
  const values = stats.flatMap((stat) => numberOf(stat, member) ?? []);
  return values.length === 0 ? null : Math.round(Math.max(...values) * 1000);
}
