import { expect } from "expect";
import { nextZoom, scrollAfterZoom, zooms } from "../../../components/call/zoom.ts";

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
