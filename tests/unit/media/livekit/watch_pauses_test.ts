import { expect } from "expect";
import { watchPauses } from "../../../../lib/media/livekit/watch_pauses.ts";

/** An element that a platform pauses and plays. */
class StubElement extends EventTarget {
  paused = true;
  become(type: "pause" | "play"): void {
    this.paused = type === "pause";
    this.dispatchEvent(new Event(type));
  }
}

Deno.test("watchPauses() reports that a sound was paused and plays again, and not one that never began", () => {
  const element = new StubElement();
  const told: boolean[] = [];
  const watch = watchPauses(element, () => told.push(watch.isPaused));
  expect(watch.isPaused).toBe(false);
  element.become("play");
  element.become("pause");
  element.become("pause");
  // The headset's button once more.
  element.become("play");
  expect(told).toEqual([true, false]);
  watch.stop();
  element.become("pause");
  expect([told.length, watch.isPaused]).toEqual([2, false]);
});
