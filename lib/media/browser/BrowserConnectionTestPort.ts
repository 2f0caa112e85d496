import { ApiClient } from "../../api/ApiClient.ts";
import { AppFailure } from "../../api/app_failure.ts";
import { connectionTestSchema } from "../../contract/connection_test.ts";
import { lateCode } from "../../contract/late_code.ts";
import type { CaptureKind } from "../ports/call_types.ts";
import type {
  ConnectionTestPort,
  TestRoom,
  TestRoute,
  TestVisit,
} from "../ports/connection_test_port.ts";
import { volumeOf } from "../voice/volume_meter.ts";
import { BrowserAudioContextPort } from "./BrowserAudioContextPort.ts";
import { BrowserPagePort } from "./BrowserPagePort.ts";
import { NavigatorDevicesPort } from "./NavigatorDevicesPort.ts";

/** A camera that shows nothing by then does not start. */
const firstPictureMs = 5_000;

/** Samples of one reading of the level. */
const samplesPerReading = 2048;

/** The outside of a connection test, over this browser. Loaded with the test's first click. */
export class BrowserConnectionTestPort implements ConnectionTestPort {
  readonly #devices = new NavigatorDevicesPort();
  readonly #audio = new BrowserAudioContextPort(new BrowserPagePort());

  openRoom(): Promise<TestRoom> {
    return new ApiClient().send("/api/livekit/test", connectionTestSchema, { method: "POST" });
  }

  async visit(room: TestRoom, route: TestRoute): Promise<TestVisit> {
    const { visitTestRoom } = await lateCode(() => import("../livekit/visit_test_room.ts")).catch(
      (cause) => {
        throw new AppFailure("code-missing", "Cannot load the call's code", { cause });
      },
    );
    const tone = softTone();
    try {
      return await visitTestRoom(room, route, tone.track);
    } finally {
      tone.close();
    }
  }

  capture(kind: CaptureKind): Promise<MediaStream> {
    return this.#devices.capture(kind, {});
  }

  async listen(stream: MediaStream, hear: (level: number) => void): Promise<() => void> {
    const probe = await this.#audio.probe(stream);
    const samples = new Float32Array(samplesPerReading);
    const stop = this.#audio.eachFrame(() => {
      probe.read(samples);
      hear(volumeOf(samples));
    });
    return () => {
      stop();
      probe.close();
    };
  }

  async look(stream: MediaStream): Promise<"picture" | "black" | "nothing"> {
    const video = document.createElement("video");
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    try {
      const playing = video.play().then(() => true, () => false);
      const isPlaying = await Promise.race([
        playing,
        this.wait(firstPictureMs).then(() => false),
      ]);
      if (!isPlaying || video.videoWidth === 0) return "nothing";
      // Cameras open their shutter and their exposure slowly.
      for (const limit = performance.now() + firstPictureMs; performance.now() < limit;) {
        if (!isBlack(video)) return "picture";
        await this.wait(200);
      }
      return "black";
    } finally {
      video.srcObject = null;
    }
  }

  async playNotes(): Promise<void> {
    const notes = new Audio("/two-notes.wav");
    await notes.play();
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
}

/** A tone that nobody hears: it is sent, and never played. */
function softTone(): { readonly track: MediaStreamTrack; close(): void } {
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  gain.gain.value = 0.05;
  const destination = context.createMediaStreamDestination();
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  const [track] = destination.stream.getAudioTracks();
  return {
    track,
    close() {
      track.stop();
      void context.close();
    },
  };
}

/** True where no point of the picture has any light, as of a covered camera that is switched off. */
function isBlack(video: HTMLVideoElement): boolean {
  const canvas = document.createElement("canvas");
  canvas.width = 32;
  canvas.height = 18;
  const context = canvas.getContext("2d");
  if (!context) return false;
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return data.every((value, i) => i % 4 === 3 || value < 8);
}
