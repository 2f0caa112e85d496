/** Reads from a browser's counts of a sent track which way it goes (https://www.w3.org/TR/webrtc-stats/). */
import type { TestVisit } from "../ports/connection_test_port.ts";

type Stat = Readonly<Record<string, unknown>>;

/** The pair of addresses in use, and what the receiver confirmed. */
export function sendingOf(
  stats: Iterable<Stat>,
): Pick<TestVisit, "way" | "answersByUdp" | "arrived" | "roundTripMs"> {
  const all = [...stats];
  const ofType = (type: string) => all.filter((stat) => stat.type === type);
  const chosenId = ofType("transport").map((transport) => transport.selectedCandidatePairId)
    .find((id) => id !== undefined);
  const pairs = ofType("candidate-pair");
  // Firefox names the pair itself, and has no transport.
  const pair = pairs.find(({ id, selected }) => id === chosenId || selected === true) ??
    pairs.find(({ nominated, state }) => nominated === true && state === "succeeded");
  const locals = ofType("local-candidate");
  const local = locals.find(({ id }) => id === pair?.localCandidateId);
  const udpIds = locals.filter((one) => isDirectUdp(wayOf(one))).map(({ id }) => id);
  const remote = ofType("remote-inbound-rtp");
  // The receiver's report says what was lost of all that it expects: the rest arrived.
  const sent = numbers(ofType("outbound-rtp"), "packetsSent").reduce((a, b) => a + b, 0);
  const lost = numbers(remote, "packetsLost").reduce((a, b) => a + b, 0);
  const [roundTrip] = [
    ...numbers(remote, "roundTripTime"),
    ...numbers(pair ? [pair] : [], "currentRoundTripTime"),
  ];
  return {
    way: local ? wayOf(local) : null,
    answersByUdp: pairs.some((one) =>
      udpIds.includes(one.localCandidateId) &&
      (one.state === "succeeded" || numbers([one], "responsesReceived").some((count) => count > 0))
    ),
    arrived: remote.length === 0 ? 0 : Math.max(0, sent - lost),
    roundTripMs: roundTrip === undefined ? null : Math.round(roundTrip * 1000),
  };
}

function isDirectUdp({ protocol, isRelayed }: NonNullable<TestVisit["way"]>): boolean {
  return protocol === "udp" && !isRelayed;
}

function wayOf({ protocol, relayProtocol, candidateType }: Stat): NonNullable<TestVisit["way"]> {
  const isRelayed = candidateType === "relay";
  const name = isRelayed ? relayProtocol : protocol;
  return { protocol: name === "tcp" || name === "tls" ? name : "udp", isRelayed };
}

function numbers(stats: readonly Stat[], member: string): number[] {
  return stats.map((stat) => stat[member]).filter((value) => typeof value === "number");
}
