/** What a participant process hears and sees of the others. */
import { AudioStream, type RemoteTrack, TrackKind, VideoStream } from "@livekit/rtc-node";

/** Counted as it comes in; see `HeardTrack`. */
export interface Heard {
  frames: number;
  width: number;
  height: number;
  loudness: number;
}

const samplesPerSecond = 48_000;

/** Counts the frames of `track` for as long as it lasts. */
export function listen(track: RemoteTrack): Heard {
  const heard: Heard = { frames: 0, width: 0, height: 0, loudness: 0 };
  const counting = track.kind === TrackKind.KIND_VIDEO ? see(track, heard) : hear(track, heard);
  counting.catch(() => {});
  return heard;
}

async function see(track: RemoteTrack, heard: Heard): Promise<void> {
  for await (const { frame } of new VideoStream(track)) {
    heard.frames++;
    heard.width = frame.width;
    heard.height = frame.height;
  }
}

async function hear(track: RemoteTrack, heard: Heard): Promise<void> {
  let sum = 0;
  let count = 0;
  for await (const frame of new AudioStream(track, samplesPerSecond, 1)) {
    heard.frames++;
    for (const sample of frame.data) sum += (sample / 32768) ** 2;
    count += frame.data.length;
    if (count >= samplesPerSecond / 10) {
      heard.loudness = Math.sqrt(sum / count);
      sum = 0;
      count = 0;
    }
  }
}
