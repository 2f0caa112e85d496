/** The media that a participant process sends: a tone and a moving picture. */
import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  LocalVideoTrack,
  type Room,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
} from "@livekit/rtc-node";
import { paintPicture, pictureStyles } from "./picture.ts";

const samplesPerSecond = 48_000;
const toneHertz = 440;
const framesPerSecond = 15;
const width = 640;
const height = 360;

/** A tone of 440 Hz, until the process ends. */
export async function publishTone(room: Room): Promise<void> {
  const source = new AudioSource(samplesPerSecond, 1);
  const track = LocalAudioTrack.createAudioTrack("microphone", source);
  await room.localParticipant?.publishTrack(
    track,
    new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }),
  );
  const perFrame = samplesPerSecond / 100;
  const play = async () => {
    for (let sample = 0;; sample += perFrame) {
      const samples = new Int16Array(perFrame);
      for (let i = 0; i < perFrame; i++) {
        const seconds = (sample + i) / samplesPerSecond;
        samples[i] = 6000 * Math.sin(2 * Math.PI * toneHertz * seconds);
      }
      // Waits when enough is queued: this is the clock.
      await source.captureFrame(new AudioFrame(samples, samplesPerSecond, 1, perFrame));
    }
  };
  play().catch(() => {});
}

/** A picture of 640×360, 15 times a second, until the process ends. */
export async function publishPicture(room: Room, style: number): Promise<void> {
  const source = new VideoSource(width, height);
  const track = LocalVideoTrack.createVideoTrack("camera", source);
  const pixels = new Uint8Array(width * height * 4);
  const chosen = pictureStyles[style % pictureStyles.length];
  const started = Date.now();
  const show = () => {
    paintPicture(pixels, width, height, (Date.now() - started) / 1000, chosen);
    source.captureFrame(new VideoFrame(pixels, width, height, VideoBufferType.RGBA));
  };
  setInterval(show, 1000 / framesPerSecond);
  await room.localParticipant?.publishTrack(
    track,
    new TrackPublishOptions({ source: TrackSource.SOURCE_CAMERA }),
  );
}
