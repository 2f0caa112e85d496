import {
  effect,
  type ReadonlySignal,
  untracked,
  useComputed,
  useSignal,
  useSignalEffect,
} from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type {
  AudioSettingsModel,
  LiveKitMedia,
  MediaDevicesModel,
  VolumeVerdict,
} from "../../lib/media/ports/call_types.ts";
import { useVolumeMeter } from "../../lib/media/hooks/useVolumeMeter.ts";
import type { SettingsWords } from "../messages/en_settings.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { useSettingsWords } from "../messages/settings_words.ts";
import { LevelBar } from "../shell/LevelBar.tsx";

interface InputLevelProps {
  media: LiveKitMedia;
  devices: MediaDevicesModel;
  audio: AudioSettingsModel;
}

/** The level of the chosen microphone, measured on the running capture if there is one, with advice. */
export function InputLevel({ media, devices, audio }: InputLevelProps) {
  const callWords = useCallWords();
  const words = useSettingsWords();
  const meter = useVolumeMeter();
  /** True once permissions are read anew: the browser may have dropped one, and opening the device would then ask. */
  const isRefreshed = useSignal(false);
  useEffect(() => void devices.refresh().then(() => isRefreshed.value = true), []);
  /** The microphone is allowed and has no error, which `PermissionRow` would show. */
  const isFree = useComputed(() =>
    isRefreshed.value && devices.permission.microphone.value === "granted" &&
    devices.error.microphone.value === null
  );
  const listen = () => void meter.start(devices.selectedInput.peek() ?? "default");
  // The effect follows the chosen device, not the current stream: a stream that ends by itself would be opened again,
  // and the browser might ask without a click. It runs at once, not in the next frame: `requestPermissionOnce` releases
  // the microphone then, and some browsers ask anew for each capture.
  useEffect(() =>
    effect(() => {
      devices.selectedInput.value;
      if (isFree.value) untracked(listen);
      return () => meter.stop();
    }), []);
  // The meter could not open the microphone, but a switch has opened it since.
  useSignalEffect(() => {
    if (media.localAudioTrack.value && meter.error.peek()) untracked(listen);
  });
  const error = isFree.value ? meter.error.value : null;
  const verdict = meter.verdict.value;
  const isFine = error === null && (verdict === null || verdict === "fine");
  const isListening = verdict !== null || meter.isActive.value;
  return (
    <div class="setting">
      <span class="setting-label" aria-hidden="true">{words.level}</span>
      <LevelBar
        label={words.level}
        volume={meter.volume}
        isActive={meter.isActive}
      >
        <PeakLine peak={meter.peak} />
      </LevelBar>
      <p class={`verdict ${isFine ? "" : "verdict-attention"}`} role="status">
        {isListening
          ? verdictText(verdict, audio.inputVolume.value, words.verdict)
          : error && callWords.mediaError[error.type].microphone}
      </p>
      {error && (
        <button
          type="button"
          class="button button-small"
          onClick={listen}
        >
          {callWords.askAgain}
        </button>
      )}
    </div>
  );
}

/** The advice for a verdict. Where our own slider is low, the advice names the slider. */
function verdictText(
  verdict: VolumeVerdict | null,
  inputVolume: number,
  words: SettingsWords["verdict"],
): string {
  if (verdict === null) return words.listening;
  const isLow = verdict === "silent" || verdict === "too-quiet";
  return isLow && inputVolume <= lowInputVolume ? words.lowInput : words[verdict];
}

/** A slider at or below this, in percent, is the likely cause of a low level. */
const lowInputVolume = 50;

/** The line at the recent peak. It is written to the DOM each frame, without a render. */
function PeakLine({ peak }: { peak: ReadonlySignal<number> }) {
  const line = useRef<HTMLSpanElement>(null);
  useSignalEffect(() => {
    if (line.current) line.current.style.transform = `translateX(${peak.value}%)`;
  });
  return <span ref={line} class="level-peak" />;
}
