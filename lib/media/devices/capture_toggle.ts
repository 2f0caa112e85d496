import type { Capture } from "./capture.ts";
import { asMediaFailure, type MediaFailure } from "../base/media_failure.ts";
import type { RoomPort } from "../ports/room_port.ts";
import { LocalTrackToggle, type SourceDriver } from "./local_track_toggle.ts";

/** The processing between a capture and its publication. */
export interface CaptureProcessing {
  /** Publishes what is made of the captured `stream`. */
  send(room: RoomPort, stream: MediaStream): Promise<void>;
  /** The device is closed. */
  close(): void;
}

/** Dependencies of the switch of a microphone or a camera. */
export interface CaptureToggleParts {
  readonly capture: Capture;
  /** The processing of the captured stream; absent: it is published as it is. */
  readonly processing?: CaptureProcessing;
  onFailure(failure: MediaFailure): void;
  onChosen(enabled: boolean): void;
}

/** The holder name of a switch in its `Capture`. */
export const switchHolder = "switch";

/** Makes a `LocalTrackToggle` that opens and closes a `Capture`. */
export function createCaptureToggle(
  { capture, processing, onFailure, onChosen }: CaptureToggleParts,
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
    // A track that the system interrupted may stay silent for ever: capture again.
    open: () => capture.isInterrupted.peek() ? renew() : capture.acquire(switchHolder),
    renew,
    close() {
      processing?.close();
      capture.release(switchHolder);
    },
    send: (room, stream) =>
      processing?.send(room, stream) ?? room.publish(kind, stream.getTracks()[0]),
    mute: (room) => room.mute(kind),
  };
  return new LocalTrackToggle({
    driver,
    onChosen,
    onFailure: (error) => onFailure(asMediaFailure(error, kind)),
  });
}
