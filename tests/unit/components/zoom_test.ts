import { expect } from "expect";
import {
  nextZoom,
  scrollAfterZoom,
  wheelRatio,
  zooms,
  zoomWithin,
} from "../../../components/call/zoom.ts";

Deno.test("nextZoom() goes step by step, and stops at either end", () => {
  expect([nextZoom(1, 1), nextZoom(1.5, 1), nextZoom(1.5, -1)]).toEqual([1.5, 2, 1]);
  expect([nextZoom(zooms[zooms.length - 1], 1), nextZoom(1, -1)]).toEqual([4, 1]);
  // A zoom between two factors, as two fingers make it.
  expect([nextZoom(1.7, 1), nextZoom(1.7, -1)]).toEqual([2, 1.5]);
});

Deno.test("scrollAfterZoom() keeps the same spot under the pointer", () => {
  // The middle of a window of 800 pixels that shows all of a picture.
  expect(scrollAfterZoom(0, 400, 2)).toBe(400);
  // And back.
  expect(scrollAfterZoom(400, 400, 0.5)).toBe(0);
  expect(scrollAfterZoom(100, 0, 3)).toBe(300);
});

Deno.test("wheelRatio() enlarges upwards, as much back downwards, however the wheel counts, and never leaps", () => {
  const turned = (deltaY: number, deltaMode = 0, ctrlKey = false) =>
    wheelRatio({ deltaY, deltaMode, ctrlKey });
  expect(turned(-100)).toBeCloseTo(1.25, 1);
  expect(turned(-100) * turned(100)).toBeCloseTo(1);
  expect(turned(-3, 1)).toBeCloseTo(turned(-99));
  expect(turned(-9999)).toBeLessThan(3);
  // Fingers on a touchpad: small steps, each as far as they go.
  expect(turned(-5, 0, true)).toBeCloseTo(1.05, 1);
});

Deno.test("zoomWithin() stays within what there is, and lets go near whole", () => {
  expect([0.2, 1.02, 1.2, 9].map(zoomWithin)).toEqual([1, 1, 1.2, 4]);
});
