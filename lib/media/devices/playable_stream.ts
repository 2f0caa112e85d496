import type { PlayableTrack } from "../ports/call_types.ts";

/** Makes our own stream playable, muted. `onResize` is called when a playing element's picture changes size. */
export function playableStream(stream: MediaStream, onResize: () => void): PlayableTrack {
  return {
    id: stream.id,
    kind: "video",
    attach(element) {
      element.muted = true;
      element.autoplay = true;
      element.srcObject = stream;
      element.addEventListener("resize", onResize);
      // If `play()` is refused or interrupted, `autoplay` tries again when the element is shown.
      element.play()?.catch(() => {});
      return () => {
        element.removeEventListener("resize", onResize);
        if (element.srcObject === stream) element.srcObject = null;
      };
    },
  };
}
