/** What is read of an element that plays a sound. */
export type PausableElement = Pick<
  HTMLMediaElement,
  "paused" | "addEventListener" | "removeEventListener"
>;

/** Whether a sound that played was paused since, by whatever is not us. */
export interface PauseWatch {
  readonly isPaused: boolean;
  stop(): void;
}

/**
 * Follows an element that nobody here ever pauses: a headset's button does, or earphones that are taken out. Not played
 * again by itself, since it would come out of the loudspeaker then; the same button may play it. One that never
 * began is not paused: the SDK tells of that.
 */
export function watchPauses(element: PausableElement, onChange: () => void): PauseWatch {
  let isPaused = false;
  const look = () => {
    if (isPaused === element.paused) return;
    isPaused = element.paused;
    onChange();
  };
  for (const type of ["pause", "play"]) element.addEventListener(type, look);
  return {
    get isPaused() {
      return isPaused;
    },
    stop() {
      for (const type of ["pause", "play"]) element.removeEventListener(type, look);
    },
  };
}
