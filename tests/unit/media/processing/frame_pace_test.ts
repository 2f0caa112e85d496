import { expect } from "expect";
import { FramePace } from "../../../../lib/media/processing/frame_pace.ts";

/** Notes frames of `ms` each, one after the other, until `seconds` are over. Answers the figures. */
function run(pace: FramePace, ms: number, seconds: number, from = 0) {
  const figures = [];
  for (let at = from; at < from + seconds * 1000; at += ms) {
    const cost = pace.note(at, at + ms);
    if (cost) figures.push(cost);
  }
  return figures;
}

Deno.test("FramePace tells the cost about once a second, and leaves a fast machine alone", () => {
  const pace = new FramePace();
  const figures = run(pace, 20, 10);
  expect(figures.length).toBe(10);
  expect(figures[3]).toEqual({ msPerFrame: 20, framesPerSecond: 50, steps: 0 });
  expect(pace.steps).toBe(0);
});

Deno.test("FramePace takes a step after three slow seconds, then another, then gives up", () => {
  const pace = new FramePace();
  const seen: unknown[] = [];
  for (let second = 0; second < 9; second++) {
    run(pace, 100, 1, second * 1000);
    seen.push(pace.isTooSlow ? "too slow" : pace.steps);
  }
  expect(seen).toEqual([0, 0, 1, 1, 1, 2, 2, 2, "too slow"]);
});

Deno.test("FramePace takes no step for one slow second, and never goes back up", () => {
  const pace = new FramePace();
  run(pace, 100, 2);
  run(pace, 20, 2, 2000);
  run(pace, 100, 2, 4000);
  expect(pace.steps).toBe(0);
  run(pace, 100, 1, 6000);
  run(pace, 20, 20, 7000);
  expect(pace.steps).toBe(1);
});
