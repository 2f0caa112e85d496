/** The members of a video element that are used. */
export type PlayingVideo = Pick<
  HTMLVideoElement,
  "paused" | "srcObject" | "play" | "addEventListener" | "removeEventListener"
>;

/** A picture that is paused again within this time stays paused, so that we do not fight the platform. */
const restMs = 1000;

/**
 * Resumes a live picture that the platform paused (a headset's button, the controls of picture in picture, sleep): at
 * once, or when the page is visible again. Returns a function that stops it.
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
