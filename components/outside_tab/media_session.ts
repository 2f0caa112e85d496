import { effect, type ReadonlySignal } from "@preact/signals";
import type { MediaSwitch } from "../../lib/media/ports/call_types.ts";

/** The actions that we handle. TypeScript's own list lacks the later ones. */
type Action =
  | ("play" | "pause" | "togglemicrophone" | "togglecamera" | "hangup")
  | "enterpictureinpicture";

/** The parts of `navigator.mediaSession` that we use; some browsers lack the newer ones. */
export interface SessionOfMedia {
  playbackState: MediaSessionPlaybackState;
  metadata: MediaMetadata | null;
  setActionHandler(action: string, handler: (() => void) | null): void;
  setMicrophoneActive?(isActive: boolean): unknown;
  setCameraActive?(isActive: boolean): unknown;
}

export interface MediaSessionParts {
  readonly microphone: MediaSwitch;
  readonly camera: MediaSwitch;
  /** A listener's devices are not switched on. */
  readonly isListenOnly: ReadonlySignal<boolean>;
  readonly metadata: MediaMetadata | null;
  leave(): void;
  /** The platform paused the sound of the others. */
  startAudio(): void;
  /** The tab is left, and the browser offers to float the call; `null`: it cannot float. */
  readonly float: (() => void) | null;
}

/**
 * Connects the system's controls and a headset's buttons to the call, until the returned function is called. A headset's button
 * (*pause*, also sent when earphones are taken out) mutes the microphone, and the next press (*play*) unmutes it. *play* never
 * unmutes a microphone that was muted in another way.
 */
export function followMediaSession(
  session: SessionOfMedia,
  { microphone, camera, isListenOnly, metadata, leave, startAudio, float }: MediaSessionParts,
): () => void {
  let wasMutedByButton = false;
  const mayUse = (device: MediaSwitch) => device.isAllowed.peek() && !isListenOnly.peek();
  const handlers: Readonly<Record<Action, (() => void) | null>> = {
    togglemicrophone: () => void (mayUse(microphone) && microphone.toggle()),
    togglecamera: () => void (mayUse(camera) && camera.toggle()),
    hangup: leave,
    pause() {
      if (!microphone.isEnabled.peek()) return;
      wasMutedByButton = true;
      session.playbackState = "paused";
      void microphone.setEnabled(false);
    },
    play() {
      startAudio();
      session.playbackState = "playing";
      if (wasMutedByButton && mayUse(microphone)) void microphone.setEnabled(true);
      wasMutedByButton = false;
    },
    enterpictureinpicture: float,
  };
  const actions = Object.keys(handlers) as Action[];
  for (const action of actions) answer(session, action, handlers[action]);
  session.metadata = metadata;
  session.playbackState = "playing";
  const stops = [
    effect(() => void session.setMicrophoneActive?.(microphone.isEnabled.value)),
    effect(() => void session.setCameraActive?.(camera.isEnabled.value)),
    effect(() => {
      // Switched on by any other way.
      if (!microphone.isEnabled.value) return;
      wasMutedByButton = false;
      session.playbackState = "playing";
    }),
  ];
  return () => {
    stops.forEach((stop) => stop());
    for (const action of actions) answer(session, action, null);
    session.metadata = null;
    session.playbackState = "none";
  };
}

/** An action that a browser does not know is a `TypeError` (Media Session, 7.2). */
function answer(session: SessionOfMedia, action: Action, handler: (() => void) | null): void {
  try {
    session.setActionHandler(action, handler);
  } catch {
    // Its controls lack that one.
  }
}
