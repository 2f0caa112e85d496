import { ApiClient } from "../../api/ApiClient.ts";
import { AppFailure } from "../../api/app_failure.ts";
import { MediaFailure } from "../base/media_failure.ts";
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
import { refusalOf } from "./capture_refusal.ts";

/** A camera that shows nothing by then does not start. */
const firstPictureMs = 5_000;

/** Samples of one reading of the level. */
const samplesPerReading = 2048;

/**
 * The outside of a connection test, over this browser. Loaded with the test's first click. It takes no port of a space's page,
 * whose scripts would be cut into more files for it.
 */
export class BrowserConnectionTestPort implements ConnectionTestPort {
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

  async capture(kind: CaptureKind): Promise<MediaStream> {
    // Missing on an insecure origin, contrary to its type.
    const devices: MediaDevices | undefined = navigator.mediaDevices;
    if (!devices) throw new MediaFailure("unsupported", kind);
    try {
      return await devices.getUserMedia(kind === "microphone" ? { audio: true } : { video: true });
    } catch (error) {
      const name = error instanceof Error || error instanceof DOMException ? error.name : "";
      const type = await refusalOf(name, () => permissionOf(kind));
      throw new MediaFailure(type, kind, { cause: error });
    }
  }

  async listen(stream: MediaStream, hear: (level: number) => void): Promise<() => void> {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(samplesPerReading);
    let frame = 0;
    const read = () => {
      analyser.getFloatTimeDomainData(samples);
      hear(volumeOf(samples));
      frame = requestAnimationFrame(read);
    };
    await context.resume();
    read();
    return () => {
      cancelAnimationFrame(frame);
      void context.close();
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

/** `null`: Firefox and older Safari do not know these names. */
async function permissionOf(kind: CaptureKind): Promise<PermissionState | null> {
  try {
    return (await navigator.permissions.query({ name: kind })).state;
  } catch {
    return null;
  }
}
