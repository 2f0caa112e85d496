/** The media that a participant process receives from the others. */
import { AudioStream, type RemoteTrack, TrackKind, VideoStream } from "@livekit/rtc-node";

/** Counted as it arrives; see `HeardTrack`. */
export interface Heard {
  frames: number;
  width: number;
  height: number;
  loudness: number;
  sides: [left: number, right: number];
}

/** Nothing has arrived yet. */
export const unheard: Heard = { frames: 0, width: 0, height: 0, loudness: 0, sides: [0, 0] };

const samplesPerSecond = 48_000;

/** Counts the frames of `track` for as long as it lasts. */
export function listen(track: RemoteTrack): Heard {
  const heard = { ...unheard };
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
  const sums: [left: number, right: number] = [0, 0];
  let count = 0;
  for await (const frame of new AudioStream(track, samplesPerSecond, 2)) {
    heard.frames++;
    frame.data.forEach((sample, i) => sums[i % 2] += (sample / 32768) ** 2);
    count += frame.data.length / 2;
    if (count >= samplesPerSecond / 10) {
      heard.sides = [Math.sqrt(sums[0] / count), Math.sqrt(sums[1] / count)];
      heard.loudness = Math.sqrt((sums[0] + sums[1]) / count / 2);
      sums.fill(0);
      count = 0;
    }
  }
}
