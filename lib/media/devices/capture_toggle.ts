import type { Capture } from "./capture.ts";
import type { InputGain } from "./input_gain.ts";
import { asMediaFailure, type MediaFailure } from "../base/media_failure.ts";
import { LocalTrackToggle, type SourceDriver } from "./local_track_toggle.ts";

/** What the switch of a microphone or a camera is made of. */
export interface CaptureToggleParts {
  readonly capture: Capture;
  /** Between what is captured and what is sent. */
  readonly gain?: Pick<InputGain, "trackOf" | "close">;
  onFailure(failure: MediaFailure): void;
  onChosen(enabled: boolean): void;
}

/** The name under which a switch holds its capture. */
export const switchHolder = "switch";

/** A `LocalTrackToggle` over a `Capture`. */
export function createCaptureToggle(
  { capture, gain, onFailure, onChosen }: CaptureToggleParts,
  staysOpenInCall: boolean,
): LocalTrackToggle {
  const { kind } = capture;
  async function renew(): Promise<MediaStream | null> {
    const isOpen = capture.stream.peek() !== null;
    const stream = await capture.acquire(switchHolder);
    return isOpen ? await capture.renew() : stream;
  }
  const driver: SourceDriver = {
    staysOpenInCall,
    outlivesCall: true,
    // What the system has taken gives nothing any more, also where it is still open.
    open: () => capture.isInterrupted.peek() ? renew() : capture.acquire(switchHolder),
    renew,
    close() {
      gain?.close();
      capture.release(switchHolder);
    },
    async send(room, stream) {
      await room.publish(kind, await gain?.trackOf(stream) ?? stream.getTracks()[0]);
    },
    mute: (room) => room.mute(kind),
  };
  return new LocalTrackToggle({
    driver,
    onChosen,
    onFailure: (error) => onFailure(asMediaFailure(error, kind)),
  });
}
