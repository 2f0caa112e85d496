import type { PlayableTrack } from "../ports/call_types.ts";

/** Our own picture, muted: nobody wants to hear themselves. `onResize`: its size is another one, where it plays. */
export function playableStream(stream: MediaStream, onResize: () => void): PlayableTrack {
  return {
    id: stream.id,
    kind: "video",
    attach(element) {
      element.muted = true;
      element.autoplay = true;
      element.srcObject = stream;
      element.addEventListener("resize", onResize);
      // Refused or interrupted: its autoplay tries again when it is shown.
      element.play()?.catch(() => {});
      return () => {
        element.removeEventListener("resize", onResize);
        if (element.srcObject === stream) element.srcObject = null;
      };
    },
  };
}
