import { useLayoutEffect, useRef } from "preact/hooks";
import type { PlayableTrack } from "../../lib/media/ports/call_types.ts";
import { keepPlaying } from "./keep_playing.ts";

interface PictureProps {
  track: PlayableTrack;
  isMirrored?: boolean;
  /** Shows the whole picture, never cropped: for screens. */
  isWhole?: boolean;
}

/** A quarter may be lost, and a little more for a size that an encoder has rounded. */
const leastKept = 0.745;

/** Plays a picture. One that would lose more than a quarter in its frame is shown whole, not cropped. */
export function Picture({ track, isMirrored = false, isWhole = false }: PictureProps) {
  const video = useRef<HTMLVideoElement>(null);

  useLayoutEffect(() => {
    const element = video.current;
    if (!element) return;
    const detach = track.attach(element);
    const stopKeeping = keepPlaying(element, document);
    return () => {
      stopKeeping();
      detach();
    };
  }, [track]);

  useLayoutEffect(() => {
    const element = video.current;
    if (!element || isWhole) return;
    const fit = () => {
      const { videoWidth, videoHeight, clientWidth, clientHeight } = element;
      if (!videoWidth || !videoHeight || !clientWidth || !clientHeight) return;
      const stretch = (videoWidth / videoHeight) / (clientWidth / clientHeight);
      element.classList.toggle("picture-whole", Math.min(stretch, 1 / stretch) < leastKept);
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    element.addEventListener("resize", fit);
    return () => {
      observer.disconnect();
      element.removeEventListener("resize", fit);
    };
  }, [isWhole]);

  return (
    <video
      ref={video}
      class={`picture ${isWhole ? "picture-whole" : ""} ${isMirrored ? "picture-mirrored" : ""}`}
      playsInline
      muted
      disablePictureInPicture={!isWhole}
      aria-hidden="true"
    />
  );
}
