import { signal } from "@preact/signals";
import { expect } from "expect";
import { CameraBackground } from "../../../../lib/media/processing/camera_background.ts";
import type {
  BackgroundCode,
  PictureProcessor,
} from "../../../../lib/media/processing/picture_processor.ts";
import {
  type PictureCost,
  ProcessingError,
  type ProcessingFailure,
  type ProcessorListener,
} from "../../../../lib/media/ports/processor_port.ts";
import type { BackgroundChoice } from "../../../../lib/media/ports/background_types.ts";
import { FakeMediaStream, FakeMediaStreamTrack } from "../../../fakes/media/FakeMediaStream.ts";
import { FakePagePort } from "../../../fakes/media/FakePagePort.ts";
import { FakeStoragePort } from "../../../fakes/media/FakeStoragePort.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";

/** A processor whose start a test lets succeed or fail. */
class FakeProcessor implements PictureProcessor {
  readonly track = new FakeMediaStreamTrack("video");
  readonly choices: BackgroundChoice[];
  readonly started = Promise.withResolvers<MediaStreamTrack>();
  isStopped = false;
  fail: (reason: ProcessingFailure) => void = () => {};
  tell: (cost: PictureCost) => void = () => {};

  constructor(choice: BackgroundChoice) {
    this.choices = [choice];
  }
  start(
    _: MediaStreamTrack,
    listener: ProcessorListener<PictureCost>,
  ): Promise<MediaStreamTrack> {
    this.fail = listener.onFailure;
    this.tell = listener.onCost;
    return this.started.promise;
  }
  begin(): void {
    this.started.resolve(this.track);
  }
  stop(): void {
    this.isStopped = true;
    this.track.stop();
    this.started.reject(new ProcessingError("stalled"));
  }
  setChoice(choice: BackgroundChoice): Promise<void> {
    this.choices.push(choice);
    return choice === "own"
      ? Promise.reject(new ProcessingError("picture-missing"))
      : Promise.resolve();
  }
}

/** A camera that is open, in a call: `sent` is each track that was published. */
function setUp(stored: BackgroundChoice = "none", storage = new FakeStoragePort()) {
  Reflect.set(
    globalThis,
    "MediaStream",
    class extends FakeMediaStream {
      constructor(tracks: FakeMediaStreamTrack[]) {
        super(...tracks);
      }
    },
  );
  if (stored !== "none") storage.write("madang.background", { version: 1, choice: stored });
  const processors: FakeProcessor[] = [];
  const camera = new FakeMediaStreamTrack("video");
  const picture = signal<MediaStream | null>(new FakeMediaStream(camera));
  const sent: MediaStreamTrack[] = [];
  let loads = 0;
  let isMissing = false;
  const code: BackgroundCode = {
    createProcessor(_, choice) {
      const processor = new FakeProcessor(choice);
      processors.push(processor);
      return Promise.resolve(processor);
    },
    readOwnPicture: () => Promise.resolve(new Blob(["own"])),
    keepOwnPicture: (file) => Promise.resolve(file.size > 3 ? "too-large" : null),
    removeOwnPicture: () => Promise.resolve(),
  };
  const background = new CameraBackground({
    page: new FakePagePort(),
    storage,
    picture,
    async resend() {
      const stream = picture.peek();
      if (stream) sent.push(await background.trackOf(stream));
    },
    loadBackgroundCode() {
      loads++;
      return isMissing ? Promise.reject(new TypeError("404")) : Promise.resolve(code);
    },
  });
  const stop = background.start();
  return {
    ...{ background, processors, camera, picture, sent, storage, stop },
    loads: () => loads,
    lose: () => isMissing = true,
  };
}

Deno.test("CameraBackground loads nothing, and sends the camera's own track, until a background is chosen", async () => {
  const { background, camera, picture, loads } = setUp();
  expect(await background.trackOf(picture.value as MediaStream)).toBe(camera);
  background.choose("none");
  expect(loads()).toBe(0);
  expect(background.state.value).toEqual({ status: "off" });
});

Deno.test("CameraBackground with a remembered choice sends no plain picture before the processed one", async () => {
  const { background, processors, picture } = setUp("blur-strong");
  expect(background.choice.value).toBe("blur-strong");
  let track: MediaStreamTrack | null = null;
  background.trackOf(picture.value as MediaStream).then((answer) => track = answer);
  await turn();
  expect([track, background.state.value]).toEqual([null, { status: "starting" }]);
  processors[0].begin();
  await turn();
  expect(track).toBe(processors[0].track);
  expect(background.stream.value?.getTracks()).toEqual([processors[0].track]);
});

Deno.test("CameraBackground changes the background of a running processor, and remembers it", async () => {
  const { background, processors, storage, sent } = setUp("blur-light");
  await turn();
  processors[0].begin();
  await turn();
  background.choose("yard");
  await turn();
  expect(processors.map(({ choices }) => choices)).toEqual([["blur-light", "yard"]]);
  expect(storage.values.get("madang.background")).toEqual({ version: 1, choice: "yard" });
  expect(sent).toEqual([processors[0].track]);
  storage.writeElsewhere("madang.background", { version: 1, choice: "no such" });
  expect(background.choice.value).toBe("none");
});

Deno.test("CameraBackground sends the plain track before the processed one ends", async () => {
  const { background, processors, camera, sent } = setUp("yard");
  await turn();
  processors[0].begin();
  await turn();
  background.choose("none");
  expect(processors[0].isStopped).toBe(false);
  await turn();
  expect(sent).toEqual([processors[0].track, camera]);
  expect(processors[0].isStopped).toBe(true);
});

Deno.test("CameraBackground gives the plain track back after a failure, says why, and tries again when asked", async () => {
  const { background, processors, camera, sent } = setUp("yard");
  await turn();
  processors[0].begin();
  await turn();
  processors[0].tell({ msPerFrame: 20, framesPerSecond: 30, steps: 1 });
  expect(background.state.value).toMatchObject({ status: "on", cost: { steps: 1 } });
  processors[0].fail("too-slow");
  await turn();
  expect(background.state.value).toEqual({ status: "failed", reason: "too-slow" });
  expect(background.stream.value).toBeNull();
  expect(sent.at(-1)).toBe(camera);
  expect(processors.map(({ isStopped }) => isStopped)).toEqual([true]);
  background.choose("yard");
  await turn();
  processors[1].begin();
  await turn();
  expect(sent.at(-1)).toBe(processors[1].track);
});

Deno.test("CameraBackground says what did not start: its code, its processor, its picture", async () => {
  const missing = setUp();
  missing.lose();
  missing.background.choose("yard");
  expect(await missing.background.trackOf(missing.picture.value as MediaStream)).toBe(
    missing.camera,
  );
  expect(missing.background.state.value).toEqual({ status: "failed", reason: "code-missing" });

  const refused = setUp("yard");
  await turn();
  refused.processors[0].started.reject(new ProcessingError("refused"));
  await turn();
  expect(refused.background.state.value).toEqual({ status: "failed", reason: "refused" });

  const own = setUp("yard");
  await turn();
  own.processors[0].begin();
  await turn();
  own.background.choose("own");
  await turn();
  expect(own.background.state.value).toEqual({ status: "failed", reason: "picture-missing" });
});

Deno.test("CameraBackground follows the camera: another capture is processed anew, a closed one ends the work", async () => {
  const { background, processors, picture } = setUp("yard");
  await turn();
  processors[0].begin();
  await turn();
  picture.value = null;
  await turn();
  expect([processors[0].isStopped, background.state.value]).toEqual([true, { status: "off" }]);
  const other = new FakeMediaStream(new FakeMediaStreamTrack("video"));
  picture.value = other;
  await turn();
  // Closed while it starts: it is ended, whenever it comes.
  picture.value = null;
  await turn();
  expect(processors.map(({ isStopped }) => isStopped)).toEqual([true, true]);
  expect(await background.trackOf(other)).toBe(other.getTracks()[0]);
});

Deno.test("CameraBackground keeps one's own picture, or says why not", async () => {
  const { background } = setUp();
  await background.chooseOwnPicture(new Blob(["large"]));
  expect([background.ownPictureProblem.value, background.choice.value]).toEqual([
    "too-large",
    "none",
  ]);
  await background.chooseOwnPicture(new Blob(["ok"]));
  expect([background.ownPictureProblem.value, background.choice.value]).toEqual([null, "own"]);
  expect(background.ownPicture.value).toMatch(/^blob:/);
  await background.removeOwnPicture();
  expect([background.ownPicture.value, background.choice.value]).toEqual([null, "none"]);
});
