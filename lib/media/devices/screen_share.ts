import { stopTracks } from "./capture.ts";
import type { DevicesPort } from "../ports/devices_port.ts";
import { asMediaFailure, type MediaFailure } from "../base/media_failure.ts";
import { LocalTrackToggle, type SourceDriver } from "./local_track_toggle.ts";

/** Dependencies of the screen share's switch. */
export interface ScreenShareParts {
  readonly devices: DevicesPort;
  onOpened(): void;
  onFailure(failure: MediaFailure): void;
}

/**
 * The screen share's switch. Cancelling the browser's dialog is no failure. *Stop sharing* in the
 * browser's own bar switches it off.
 */
export function createScreenShare(
  { devices, onOpened, onFailure }: ScreenShareParts,
): LocalTrackToggle {
  let stream: MediaStream | null = null;
  /** Calls of `close`: a screen chosen after one is stopped at once. */
  let closings = 0;

  async function open(): Promise<MediaStream | null> {
    if (stream) return stream;
    const closingsBefore = closings;
    const chosen = await devices.captureScreen();
    if (closings !== closingsBefore) {
      stopTracks(chosen);
      return null;
    }
    for (const track of chosen.getVideoTracks()) {
      track.addEventListener("ended", () => {
        if (stream === chosen) source.setEnabled(false);
      }, { once: true });
    }
    onOpened();
    return stream = chosen;
  }

  function close(): void {
    closings++;
    if (stream) stopTracks(stream);
    stream = null;
  }

  const driver: SourceDriver = {
    staysOpenInCall: false,
    outlivesCall: false,
    open,
    renew: open,
    close,
    send: (room, stream) => room.publishScreen(stream),
    mute: (room) => room.unpublishScreen(),
  };
  const source = new LocalTrackToggle({
    driver,
    onChosen() {},
    onFailure(error) {
      const failure = asMediaFailure(error, "screen");
      if (failure.type !== "dismissed") onFailure(failure);
    },
  });
  return source;
}
