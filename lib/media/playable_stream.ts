import type { PlayableTrack } from "./call_types.ts";

/** Our own picture, muted: nobody wants to hear themselves. */
export function playableStream(stream: MediaStream): PlayableTrack {
  return {
    id: stream.id,
    kind: "video",
    attach(element) {
      element.muted = true;
      element.srcObject = stream;
      // Refused or interrupted: the element's autoplay tries again when it is shown.
      element.play()?.catch(() => {});
      return () => {
        if (element.srcObject === stream) element.srcObject = null;
      };
    },
  };
}
