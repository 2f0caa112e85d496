import { expect } from "expect";
import { keepPlaying } from "../../../components/shell/keep_playing.ts";
import { FakeMediaStream } from "../../fakes/media/FakeMediaStream.ts";

/** A picture that a platform pauses, and a page that is seen or not. */
function setUp() {
  const video = Object.assign(new EventTarget(), {
    paused: false,
    srcObject: new FakeMediaStream() as MediaStream | null,
    plays: 0,
    play(): Promise<void> {
      video.plays++;
      video.paused = false;
      return Promise.resolve();
    },
  });
  const page = Object.assign(new EventTarget(), {
    visibilityState: "visible" as DocumentVisibilityState,
  });
  const tell = (target: EventTarget, type: string, timeStamp: number) =>
    target.dispatchEvent(
      Object.defineProperty(new Event(type), "timeStamp", { value: timeStamp }),
    );
  const pause = (atMs: number) => {
    video.paused = true;
    tell(video, "pause", atMs);
  };
  const see = (visibilityState: DocumentVisibilityState, atMs: number) => {
    page.visibilityState = visibilityState;
    tell(page, "visibilitychange", atMs);
  };
  return { video, pause, see, stop: keepPlaying(video, page) };
}

Deno.test("keepPlaying() resumes a paused picture, but not one that is paused again at once", () => {
  const { video, pause, stop } = setUp();
  pause(100);
  expect([video.paused, video.plays]).toEqual([false, 1]);
  // Paused at once again, by whoever means it.
  pause(200);
  expect([video.paused, video.plays]).toEqual([true, 1]);
  pause(5000);
  expect(video.paused).toBe(false);
  stop();
  pause(10_000);
  expect(video.paused).toBe(true);
});

Deno.test("keepPlaying() waits until the page is visible, and does not resume a picture without a stream", () => {
  const { video, pause, see } = setUp();
  see("hidden", 0);
  pause(100);
  expect(video.paused).toBe(true);
  see("visible", 5000);
  expect(video.paused).toBe(false);
  video.srcObject = null;
  pause(10_000);
  expect([video.paused, video.plays]).toEqual([true, 1]);
});
