import { expect } from "expect";
import { sendingOf } from "../../../../lib/media/livekit/sending_of.ts";

const outbound = { type: "outbound-rtp", packetsSent: 100 };
const confirmed = { type: "remote-inbound-rtp", packetsLost: 3, roundTripTime: 0.0123 };
const transport = { type: "transport", selectedCandidatePairId: "p2" };
const pairs = [
  { type: "candidate-pair", id: "p1", localCandidateId: "l1", nominated: true, state: "succeeded" },
  { type: "candidate-pair", id: "p2", localCandidateId: "l2", currentRoundTripTime: 0.05 },
];
const host = { type: "local-candidate", id: "l1", protocol: "udp", candidateType: "host" };
const relay = {
  ...{ type: "local-candidate", id: "l2", protocol: "udp" },
  ...{ relayProtocol: "tls", candidateType: "relay" },
};

Deno.test("sendingOf() reads the pair in use, and what the receiver confirmed", () => {
  expect(sendingOf([outbound, confirmed, transport, ...pairs, host, relay])).toEqual({
    way: { protocol: "tls", isRelayed: true },
    answersByUdp: true,
    arrived: 97,
    roundTripMs: 12,
  });
  // Firefox has no transport, and names the pair itself.
  const firefox = [{ ...pairs[1], id: "p2", selected: true }, relay, outbound];
  expect(sendingOf(firefox)).toEqual({
    way: { protocol: "tls", isRelayed: true },
    answersByUdp: false,
    arrived: 0,
    roundTripMs: 50,
  });
  expect(sendingOf([pairs[0], host, confirmed]).way).toEqual({ protocol: "udp", isRelayed: false });
});

Deno.test("sendingOf() has no way before one is chosen, and counts nothing that is not confirmed", () => {
  expect(sendingOf([outbound, host])).toEqual({
    ...{ way: null, answersByUdp: false, arrived: 0, roundTripMs: null },
  });
});

Deno.test("sendingOf() knows of an answer by UDP, where TCP was first", () => {
  const tcp = { ...host, id: "l2", protocol: "tcp" };
  const waiting = { ...pairs[0], nominated: false, state: "in-progress", responsesReceived: 0 };
  const chosen = { ...pairs[1], nominated: true, state: "succeeded" };
  const sending = (udp: typeof waiting) => sendingOf([transport, udp, chosen, host, tcp, outbound]);
  expect(sending(waiting)).toMatchObject({
    way: { protocol: "tcp", isRelayed: false },
    answersByUdp: false,
  });
  expect(sending({ ...waiting, responsesReceived: 1 }).answersByUdp).toBe(true);
});
