import { applyAudioOptions, audioOptionsOf } from "./audio_options.ts";
import { InputGain, type InputGainParts } from "./input_gain.ts";
import { LighterPicture, type LighterPictureParts } from "./lighter_picture.ts";
import { TakenDevices, type TakenDevicesParts } from "./taken_devices.ts";

/** What looks after devices that are open; loaded with the first, since no page needs it before. */
export class DeviceCare {
  readonly optionsOf = audioOptionsOf;
  readonly applyOptions = applyAudioOptions;
  readonly taken: TakenDevices;
  readonly picture: LighterPicture;
  readonly gain: InputGain;

  constructor(parts: TakenDevicesParts & LighterPictureParts & InputGainParts) {
    this.gain = new InputGain(parts);
    this.taken = new TakenDevices(parts);
    this.picture = new LighterPicture(parts);
  }

  /** Until the answered function is called. */
  start(): () => void {
    const stop = this.taken.start();
    return () => {
      stop();
      this.picture.stop();
    };
  }
}
