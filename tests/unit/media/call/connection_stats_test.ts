import { expect } from "expect";
import { ConnectionStats, flowOf, readingMs } from "../../../../lib/media/call/connection_stats.ts";
import { Diagnosis } from "../../../../lib/media/call/diagnosis.ts";
import { createMediaModels } from "../../../../lib/media/create_media_models.ts";
import type { CountedTrack, TrackStats } from "../../../../lib/media/ports/room_port.ts";
import { receivedStats, sentStats } from "../../../../lib/media/livekit/track_stats.ts";
import { FakeMediaPorts, turn, visitOf } from "../../../fakes/media/fake_media_ports.ts";
import { participantOf } from "../../../fakes/media/FakeRoomPort.ts";

function track(
  id: string,
  stats: Partial<TrackStats>,
  source: CountedTrack["source"] = "microphone",
): CountedTrack {
  const nothing = receivedStats([]);
  return { id, source, isMuted: false, stats: { ...nothing, ...stats } };
}

Deno.test("flowOf() counts what is new: bits a second, and lost packets among all", () => {
  const before = [track("a", { bytes: 1000, packets: 100, packetsLost: 10 })];
  const now = [
    track("a", { bytes: 2000, packets: 190, packetsLost: 20 }),
    track("b", { bytes: 1000, packets: 100, packetsLost: 0, width: 640, height: 360 }, "camera"),
  ];
  expect(flowOf(before, now, 2000)).toEqual({
    kilobitsPerSecond: 8,
    lossRatio: 10 / 200,
    picture: { width: 640, height: 360, framesPerSecond: null },
  });
  expect(flowOf(now, now, 2000)).toMatchObject({ kilobitsPerSecond: 0, lossRatio: null });
  // Late packets that came after all.
  const fewer = [track("a", { bytes: 2000, packets: 290, packetsLost: 15 })];
  expect(flowOf(now, fewer, 2000).lossRatio).toBe(0);
});

Deno.test("sentStats() and receivedStats() read what browsers count, and lack what a browser leaves out", () => {
  const sent = sentStats([
    { type: "outbound-rtp", kind: "video", bytesSent: 10, frameHeight: 180, frameWidth: 320 },
    {
      type: "outbound-rtp",
      kind: "video",
      bytesSent: 30,
      frameHeight: 720,
      frameWidth: 1280,
      framesPerSecond: 29,
      qualityLimitationReason: "cpu",
    },
    { type: "remote-inbound-rtp", packetsLost: 3, roundTripTime: 0.0432, jitter: 0.002 },
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.5 },
  ]);
  expect(sent).toMatchObject({
    bytes: 40,
    packetsLost: 3,
    roundTripMs: 43,
    jitterMs: 2,
    width: 1280,
    height: 720,
    framesPerSecond: 29,
    isCpuLimited: true,
  });
  const received = receivedStats([
    { type: "inbound-rtp", kind: "audio", bytesReceived: 7, totalAudioEnergy: 0 },
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.02 },
  ]);
  expect(received).toMatchObject({ bytes: 7, hasSound: false, roundTripMs: 20, width: null });
  expect(receivedStats([{ type: "codec" }])).toMatchObject({ bytes: 0, hasSound: null });
});

/** Inside, with one other person. */
async function setUp() {
  const ports = new FakeMediaPorts();
  const models = createMediaModels(visitOf(), ports);
  models.start();
  await models.call.connect({ participantName: "Kim" });
  const room = ports.rooms.last;
  const other = participantOf(2, 1, { isMicrophoneMuted: false });
  room.report({ type: "participant", participant: participantOf(1, 1, { isLocal: true }) });
  room.report({ type: "participant", participant: other });
  ports.page.advance(1000);
  await turn();
  return { ...models, ports, room, other };
}

Deno.test("ConnectionStats reads every 2 s while it is used, each person by the seat", async () => {
  const { stats, room, ports, other, media } = await setUp();
  const model = new ConnectionStats(stats);
  const stop = model.start();
  const stopToo = model.start();
  await turn();
  expect(model.people.value.size).toBe(0);
  room.stats = {
    sent: [track("mine", { bytes: 500, roundTripMs: 30 })],
    received: new Map([[other.identity, [
      track("theirs", { bytes: 1000, packets: 9, packetsLost: 1 }),
    ]]]),
  };
  ports.page.advance(readingMs);
  await turn();
  const [own, them] = media.participantTracks.value.map(({ seatId }) =>
    model.people.value.get(seatId)
  );
  expect([own?.kilobitsPerSecond, them?.kilobitsPerSecond, them?.lossRatio]).toEqual([2, 4, 0.1]);
  expect(model.roundTripMs.value).toBe(30);
  stop();
  expect(ports.page.pendingMs).toContain(readingMs);
  stopToo();
  expect(ports.page.pendingMs).not.toContain(readingMs);
});

Deno.test("Diagnosis reads the chain twice, and a later question ends an earlier one", async () => {
  const models = await setUp();
  const { room, ports, other } = models;
  const diagnosis = new Diagnosis(models);
  const first = diagnosis.check("stutter");
  const second = diagnosis.check("not-hearing");
  expect(diagnosis.checking.value).toBe("not-hearing");
  await turn();
  room.stats = {
    sent: [],
    received: new Map([[other.identity, [track("theirs", { bytes: 9000, hasSound: true })]]]),
  };
  ports.page.advance(readingMs);
  await Promise.all([first, second]);
  expect(diagnosis.result.value).toMatchObject({ question: "not-hearing", finding: "hearing" });
  expect(diagnosis.result.value?.facts.sound).toMatchObject({ unmuted: 1, kilobitsPerSecond: 36 });
  const facts = JSON.stringify(diagnosis.result.value);
  for (const secret of [other.identity, other.name, "theirs"]) expect(facts).not.toContain(secret);
  diagnosis.clear();
  expect([diagnosis.result.value, diagnosis.checking.value]).toEqual([null, null]);
});
