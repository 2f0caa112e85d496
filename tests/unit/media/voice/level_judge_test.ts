import { expect } from "expect";
import { LevelJudge, PeakHold } from "../../../../lib/media/voice/level_judge.ts";
import type { VolumeVerdict } from "../../../../lib/media/ports/call_types.ts";

const frameMs = 20;

/** The last verdict after `seconds` of each sound, one after another. */
function judged(
  ...sounds: { seconds: number; volume?: number; peak?: number; isWithheld?: boolean }[]
): VolumeVerdict | null {
  const judge = new LevelJudge();
  let nowMs = 5000;
  let verdict: VolumeVerdict | null = null;
  for (const { seconds, volume = 0, peak = 0.0001, isWithheld = false } of sounds) {
    for (let i = 0; i < seconds * 1000 / frameMs; i++) {
      verdict = judge.update({ volume, peak, isWithheld }, nowMs += frameMs);
    }
  }
  return verdict;
}

const speech = { seconds: 1, volume: 55, peak: 0.2 };
const hum = { seconds: 4, volume: 10 };

Deno.test("LevelJudge has no verdict before it has listened for a while", () => {
  expect(judged({ ...hum, seconds: 2.5 })).toBeNull();
  expect(judged({ ...hum, seconds: 3.5 })).toBe("silent");
});

Deno.test("LevelJudge says `fine` at once, and still after pauses", () => {
  expect(judged({ ...speech, seconds: 0.1 })).toBe("fine");
  expect(judged(speech, { ...hum, seconds: 9 })).toBe("fine");
  expect(judged(speech, { ...hum, seconds: 12 })).toBe("silent");
});

Deno.test("LevelJudge distinguishes `too-quiet` from `silent`", () => {
  expect(judged({ seconds: 4, volume: 25, peak: 0.01 })).toBe("too-quiet");
  expect(judged({ seconds: 4, volume: 25, peak: 0.01 }, speech)).toBe("fine");
});

Deno.test("LevelJudge says `clipping` while it lasts, but not for one knock", () => {
  const loud = { volume: 90, peak: 1 };
  expect(judged(speech, { ...loud, seconds: frameMs / 1000 })).toBe("fine");
  expect(judged(speech, { ...loud, seconds: 0.1 })).toBe("clipping");
  expect(judged({ ...loud, seconds: 0.1 }, { ...speech, seconds: 3 })).toBe("fine");
});

Deno.test("LevelJudge says `held-by-other-app` after exact zeros, or withheld sound", () => {
  expect(judged({ seconds: 2.5, peak: 0 })).toBeNull();
  expect(judged({ seconds: 3.5, peak: 0 })).toBe("held-by-other-app");
  expect(judged(speech, { seconds: 3.5, peak: 0 })).toBe("held-by-other-app");
  expect(judged(speech, { seconds: 1.2, isWithheld: true })).toBe("held-by-other-app");
  expect(judged({ seconds: 4, peak: 0 }, speech)).toBe("fine");
});

Deno.test("LevelJudge starts again after a gap without frames", () => {
  const judge = new LevelJudge();
  judge.update({ volume: 55, peak: 0.2, isWithheld: false }, 0);
  const later = judge.update({ volume: 0, peak: 0, isWithheld: true }, 60_000);
  expect(later).toBeNull();
});

Deno.test("PeakHold holds for 1.5 s, then falls, never below the level", () => {
  const hold = new PeakHold();
  hold.update(80, 0);
  expect(hold.update(20, 1500)).toBe(80);
  expect(hold.update(20, 2000)).toBeCloseTo(50);
  expect(hold.update(20, 2250)).toBeCloseTo(35);
  expect(hold.update(20, 9000)).toBe(20);
  expect(hold.update(90, 9001)).toBe(90);
});
