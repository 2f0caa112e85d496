/** What is read of an element that plays a picture. */
export type PlayingVideo = Pick<
  HTMLVideoElement,
  "paused" | "srcObject" | "play" | "addEventListener" | "removeEventListener"
>;

/** One that is paused again within this time is left alone: two wills would wrestle. */
const restMs = 1000;

/**
 * Plays a picture again that the platform paused (a headset's button, the controls of a picture in picture, sleep):
 * what is live has nothing to go on from later. At once, or when the page is seen again. Answers how to stop.
 */
export function keepPlaying(
  video: PlayingVideo,
  page: Pick<Document, "visibilityState" | "addEventListener" | "removeEventListener">,
): () => void {
  let lastMs = -restMs;
  const look = ({ timeStamp }: Event) => {
    if (!video.paused || !video.srcObject || page.visibilityState !== "visible") return;
    if (timeStamp - lastMs < restMs) return;
    lastMs = timeStamp;
    video.play().catch(() => {});
  };
  video.addEventListener("pause", look);
  page.addEventListener("visibilitychange", look);
  return () => {
    video.removeEventListener("pause", look);
    page.removeEventListener("visibilitychange", look);
  };
}
