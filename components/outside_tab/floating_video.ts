import { effect, type ReadonlySignal } from "@preact/signals";
import type { PlayableTrack } from "../../lib/media/ports/call_types.ts";

/** Safari on iPhones has this in place of `requestPictureInPicture`. */
type PresentedVideo = HTMLVideoElement & {
  webkitSetPresentationMode?(mode: "picture-in-picture" | "inline"): void;
};

/** Whether a video can float, where a whole window cannot. */
export function canFloatVideo(): boolean {
  return document.pictureInPictureEnabled ||
    "webkitSetPresentationMode" in HTMLVideoElement.prototype;
}

/**
 * Floats one picture above all windows: the browser's own picture in picture, without controls of ours. While `picture` is
 * `null` the last one stays. Resolves to how to close it; `onClose` is called however it closes.
 *
 * @throws {DOMException} outside of a click, or before a picture has come.
 */
export async function openFloatingVideo(
  picture: ReadonlySignal<PlayableTrack | null>,
  onClose: () => void,
): Promise<() => void> {
  const video: PresentedVideo = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, autoplay: true });
  video.className = "visually-hidden";
  video.ariaHidden = "true";
  document.body.append(video);
  let detach = () => {};
  const stopFollowing = effect(() => {
    const track = picture.value;
    if (!track) return;
    detach();
    detach = track.attach(video);
  });
  const end = () => {
    stopFollowing();
    detach();
    video.remove();
    onClose();
  };
  try {
    if (video.readyState < HTMLMediaElement.HAVE_METADATA) {
      await new Promise((resolve) =>
        video.addEventListener("loadedmetadata", resolve, { once: true })
      );
    }
    if (document.pictureInPictureEnabled) await video.requestPictureInPicture();
    else video.webkitSetPresentationMode?.("picture-in-picture");
  } catch (error) {
    end();
    throw error;
  }
  video.addEventListener("leavepictureinpicture", end, { once: true });
  return () => {
    if (document.pictureInPictureElement === video) void document.exitPictureInPicture();
    else end();
  };
}
