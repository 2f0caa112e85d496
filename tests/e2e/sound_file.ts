/** A sound as the file that Chromium's fake microphone plays again and again (`--use-file-for-fake-audio-capture`). */
import { join } from "node:path";
import { outputFolder } from "./testbed.ts";

const samplesPerSecond = 48_000;

/** The samples of each side at a time in seconds, −1…1. */
export type Sound = (seconds: number) => readonly number[];

/** Writes 16 bits a sample, of one side or two. Answers the file's path. */
export async function writeSound(name: string, seconds: number, sound: Sound): Promise<string> {
  const frames = Array.from(
    { length: seconds * samplesPerSecond },
    (_, i) => sound(i / samplesPerSecond),
  );
  const sides = frames[0].length;
  const bytes = new DataView(new ArrayBuffer(44 + frames.length * sides * 2));
  const word = (at: number, text: string) =>
    [...text].forEach((letter, i) => bytes.setUint8(at + i, letter.charCodeAt(0)));
  word(0, "RIFF");
  bytes.setUint32(4, bytes.byteLength - 8, true);
  word(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, sides, true);
  bytes.setUint32(24, samplesPerSecond, true);
  bytes.setUint32(28, samplesPerSecond * sides * 2, true);
  bytes.setUint16(32, sides * 2, true);
  bytes.setUint16(34, 16, true);
  word(36, "data");
  bytes.setUint32(40, bytes.byteLength - 44, true);
  frames.flat().forEach((sample, i) => bytes.setInt16(44 + i * 2, sample * 32_767, true));
  await Deno.mkdir(outputFolder, { recursive: true });
  const path = join(outputFolder, `${name}.wav`);
  await Deno.writeFile(path, new Uint8Array(bytes.buffer));
  return path;
}

/** White noise with an RMS of −31 dBFS. */
export const whiteNoise: Sound = () => [0.05 * (2 * Math.random() - 1)];

/**
 * A voice: the harmonics of 120 Hz through the resonances of vowels, three syllables a second, for two seconds of every
 * four; white noise of −45 dBFS is around it all the time.
 */
export const noisyVoice: Sound = (seconds) => {
  const noise = 0.01 * (2 * Math.random() - 1);
  if (seconds % 4 >= 2) return [noise];
  const vowels = [[700, 1200], [350, 2200], [500, 900]];
  const formants = vowels[Math.floor(seconds * 3) % vowels.length];
  const pitch = 120 + 8 * Math.sin(2 * Math.PI * 0.7 * seconds);
  let voice = 0;
  for (let harmonic = 1; harmonic <= 30; harmonic++) {
    const hertz = harmonic * pitch;
    const loudness = formants.reduce(
      (sum, formant) => sum + 1 / (1 + ((hertz - formant) / 90) ** 2),
      0.02,
    );
    voice += loudness / Math.sqrt(harmonic) * Math.sin(2 * Math.PI * harmonic * 120 * seconds);
  }
  const syllable = Math.max(0, Math.sin(Math.PI * ((seconds * 3) % 1))) ** 0.5;
  return [0.12 * voice * syllable + noise];
};
