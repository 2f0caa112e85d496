import { expect } from "expect";
import { maxCoreRatio, slowReadings } from "../../../../lib/media/processing/quiet_background.ts";
import { quietModeOf } from "../../../../components/settings/quiet_mode.ts";
import { join } from "../../../fakes/media/call_models.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";

/** A call with the microphone on. */
async function speak() {
  const stage = await join();
  await stage.media.toggleMicrophone();
  await turn();
  return {
    ...stage,
    suppressors: stage.ports.suppressors,
    sent: () => stage.rooms.last.published.get("microphone"),
    captured: () => stage.devices.streams.at(-1)?.tracks[0],
  };
}

/** The same, with *Strong*. */
async function speakQuietly() {
  const stage = await speak();
  stage.audioSettings.update({ isStrong: true });
  await turn();
  return stage;
}

Deno.test("QuietBackground loads nothing, and sends the captured track, until it is switched on", async () => {
  const { suppressors, sent, captured, audioSettings } = await speak();
  expect(sent()).toBe(captured());
  expect(suppressors.made).toEqual([]);
  expect(audioSettings.quietState.value).toBeNull();
});

Deno.test("QuietBackground sends the processed track, and never has the browser suppress too", async () => {
  const { suppressors, sent, captured, audioSettings, devices } = await speakQuietly();
  expect(suppressors.made.map(({ suppressor }) => suppressor)).toEqual(["gtcrn"]);
  expect(sent()).toBe(suppressors.made[0].output.tracks[0]);
  expect(suppressors.made[0].input).toBe(devices.streams.at(-1));
  expect(captured()?.constraints).toMatchObject({
    noiseSuppression: false,
    echoCancellation: true,
  });
  audioSettings.update({ noiseSuppression: true });
  await turn();
  expect(captured()?.constraints).toMatchObject({ noiseSuppression: true });
  expect(sent()).toBe(captured());
  expect(suppressors.made.map(({ isStopped }) => isStopped)).toEqual([true]);
});

Deno.test("QuietBackground takes the choice of the option `noiseSuppression` for the browser's", async () => {
  const { audioSettings } = await speakQuietly();
  const modes = [quietModeOf(audioSettings)];
  for (let toggles = 0; toggles < 2; toggles++) {
    audioSettings.toggle("noiseSuppression");
    modes.push(quietModeOf(audioSettings));
  }
  expect(modes).toEqual(["strong", "browser", "off"]);
});

Deno.test("QuietBackground publishes the captured track at once where the processed one takes its time", async () => {
  const { ports, sent, captured, audioSettings } = await speak();
  const loading = Promise.withResolvers<typeof ports.suppressors.create>();
  ports.loadSuppressors = () => loading.promise;
  audioSettings.update({ isStrong: true });
  await turn();
  expect(sent()).toBe(captured());
  expect(audioSettings.quietState.value).toEqual({ status: "starting" });
  loading.resolve(ports.suppressors.create);
  await turn();
  expect(sent()).toBe(ports.suppressors.made[0].output.tracks[0]);
});

Deno.test("QuietBackground sends what sounds while the next suppressor starts, and stops the old one once it is not sent", async () => {
  const { suppressors, sent, rooms, audioSettings } = await speakQuietly();
  const [gtcrn] = suppressors.made;
  const sending = Promise.withResolvers<void>();
  rooms.last.holdSending = sending.promise;
  gtcrn.fail("stalled");
  await turn();
  // The dead worklet passes the voice on: it is still sent.
  expect([sent(), gtcrn.isStopped]).toEqual([gtcrn.output.tracks[0], false]);
  sending.resolve();
  await turn();
  const rnnoise = suppressors.made[1];
  expect(rnnoise.suppressor).toBe("rnnoise");
  expect([sent(), gtcrn.isStopped]).toEqual([rnnoise.output.tracks[0], true]);
  expect(audioSettings.quietState.value).toMatchObject({ status: "on", suppressor: "rnnoise" });
});

Deno.test("QuietBackground gives the captured track back where no suppressor runs, says so, and tries again with the next microphone", async () => {
  const { suppressors, sent, captured, audioSettings, media } = await speak();
  Object.assign(suppressors.failures, { gtcrn: "refused", rnnoise: "refused" });
  audioSettings.update({ isStrong: true });
  await turn();
  expect(sent()).toBe(captured());
  expect(audioSettings.quietState.value).toEqual({ status: "failed", reason: "refused" });
  expect(suppressors.made.map(({ isStopped }) => isStopped)).toEqual([true, true]);
  // Muting and unmuting is no new try.
  await media.toggleMicrophone();
  await media.toggleMicrophone();
  await turn();
  expect(suppressors.made.length).toBe(2);
  suppressors.failures.gtcrn = undefined;
  await media.restartMicrophoneWithOptions();
  await turn();
  expect(sent()).toBe(suppressors.made[2].output.tracks[0]);
});

Deno.test("QuietBackground gives the captured track back where the last suppressor dies in the call", async () => {
  const { suppressors, sent, captured, audioSettings } = await speakQuietly();
  suppressors.failures.rnnoise = "code-missing";
  suppressors.made[0].fail("stalled");
  await turn();
  expect(sent()).toBe(captured());
  expect(captured()?.enabled).toBe(true);
  expect(suppressors.made.map(({ isStopped }) => isStopped)).toEqual([true, true]);
  expect(audioSettings.quietState.value).toEqual({ status: "failed", reason: "code-missing" });
});

Deno.test("QuietBackground steps down where a suppressor takes too much for some seconds in a row", async () => {
  const { suppressors, audioSettings } = await speakQuietly();
  const [gtcrn] = suppressors.made;
  gtcrn.cost(0.07);
  expect(audioSettings.quietState.value)
    .toEqual({ status: "on", suppressor: "gtcrn", coreRatio: 0.07 });
  const slow = maxCoreRatio + 0.01;
  for (let reading = 1; reading < slowReadings; reading++) gtcrn.cost(slow);
  gtcrn.cost(0.1);
  for (let reading = 1; reading < slowReadings; reading++) gtcrn.cost(slow);
  await turn();
  expect(suppressors.made.length).toBe(1);
  gtcrn.cost(slow);
  await turn();
  expect(suppressors.made[1]?.suppressor).toBe("rnnoise");
  for (let reading = 0; reading < slowReadings; reading++) suppressors.made[1].cost(slow);
  await turn();
  expect(audioSettings.quietState.value).toEqual({ status: "failed", reason: "too-slow" });
});

Deno.test("QuietBackground sends the captured track while the `AudioContext` is suspended, also if it was muted", async () => {
  const { suppressors, sent, captured, media } = await speakQuietly();
  const [gtcrn] = suppressors.made;
  gtcrn.setContextRunning(false);
  await turn();
  expect(sent()).toBe(captured());
  await media.toggleMicrophone();
  // As LiveKit mutes what it sends.
  Object.assign(captured() ?? {}, { enabled: false });
  gtcrn.setContextRunning(true);
  await turn();
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(false);
  await media.toggleMicrophone();
  await turn();
  expect(sent()).toBe(gtcrn.output.tracks[0]);
  expect(captured()?.enabled).toBe(true);
});

Deno.test("QuietBackground follows a change of the microphone, and ends with the call", async () => {
  const { suppressors, sent, devices, media, call } = await speakQuietly();
  await media.restartMicrophoneWithOptions();
  await turn();
  const [first, second] = suppressors.made;
  expect(first.isStopped).toBe(true);
  expect(second.input).toBe(devices.streams.at(-1));
  expect(sent()).toBe(second.output.tracks[0]);
  void call.leave();
  await turn();
  expect(second.isStopped).toBe(true);
});

Deno.test("QuietBackground is measured and heard as captured: meters read the microphone itself", async () => {
  const { media, devices } = await speakQuietly();
  expect(media.localAudioTrack.value).toBe(devices.streams.at(-1));
});

Deno.test("the original sound is stereo, without any processing, and published as music; back again too", async () => {
  const { audioSettings, captured, sent, rooms, suppressors } = await speakQuietly();
  audioSettings.update({ isOriginal: true });
  await turn();
  expect(captured()?.constraints).toMatchObject({
    noiseSuppression: false,
    echoCancellation: false,
    autoGainControl: false,
    channelCount: 2,
  });
  expect([sent(), rooms.last.isOriginal]).toEqual([captured(), true]);
  expect(suppressors.made[0].isStopped).toBe(true);
  audioSettings.update({ isOriginal: false });
  await turn();
  expect(captured()?.constraints).toMatchObject({ echoCancellation: true });
  expect(captured()?.constraints).not.toHaveProperty("channelCount");
  expect([sent(), rooms.last.isOriginal])
    .toEqual([suppressors.made.at(-1)?.output.tracks[0], false]);
});

Deno.test("the quiet background and the original sound are remembered, and *reset* forgets them", async () => {
  const { audioSettings, ports } = await speakQuietly();
  audioSettings.update({ isOriginal: true });
  expect(ports.storage.read("madang.audio"))
    .toMatchObject({ isStrong: true, isOriginal: true, noiseSuppression: false });
  audioSettings.reset();
  expect([quietModeOf(audioSettings), audioSettings.isOriginal.value])
    .toEqual(["browser", false]);
});
