/** The part of a media element that `watchPauses` uses. */
export type PausableElement = Pick<
  HTMLMediaElement,
  "paused" | "addEventListener" | "removeEventListener"
>;

/** Whether the platform has paused an element that played. */
export interface PauseWatch {
  readonly isPaused: boolean;
  stop(): void;
}

/**
 * Follows an element that only the platform pauses: by a headset's button, or when earphones are taken out. It is not played
 * again automatically, since it would come out of the loudspeaker; the same button may play it. An element that never began
 * to play does not count as paused: the SDK reports that.
 */
export function watchPauses(element: PausableElement, onChange: () => void): PauseWatch {
  let isPaused = false;
  const update = () => {
    if (isPaused === element.paused) return;
    isPaused = element.paused;
    onChange();
  };
  for (const type of ["pause", "play"]) element.addEventListener(type, update);
  return {
    get isPaused() {
      return isPaused;
    },
    stop() {
      for (const type of ["pause", "play"]) element.removeEventListener(type, update);
    },
  };
}
