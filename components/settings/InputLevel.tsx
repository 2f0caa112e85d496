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
import type { CallWords } from "../messages/en_call.ts";
import { useCallWords } from "../messages/call_words.ts";
import { LevelBar } from "../shell/LevelBar.tsx";

interface InputLevelProps {
  media: LiveKitMedia;
  devices: MediaDevicesModel;
  audio: AudioSettingsModel;
}

/** How the chosen microphone hears, of the running capture where there is one; and what to do about it. */
export function InputLevel({ media, devices, audio }: InputLevelProps) {
  const callWords = useCallWords();
  const words = callWords.settings;
  const meter = useVolumeMeter();
  /** A browser may have forgotten a permission since the settings were shown last: opening would ask. */
  const isRefreshed = useSignal(false);
  useEffect(() => void devices.refresh().then(() => isRefreshed.value = true), []);
  /** Nothing stands in the way that the row above says. */
  const isFree = useComputed(() =>
    isRefreshed.value && devices.permission.microphone.value === "granted" &&
    devices.error.microphone.value === null
  );
  const listen = () => void meter.start(devices.selectedInput.peek() ?? "default");
  // By the device, never by the stream of now: one that ends by itself would be opened again, and asked for, without a
  // click. At once, and not in the next frame as a component's own effects: whoever has just opened the microphone to
  // ask lets go of it then, and some browsers ask for each capture anew.
  useEffect(() =>
    effect(() => {
      devices.selectedInput.value;
      if (isFree.value) untracked(listen);
      return () => meter.stop();
    }), []);
  // It would not open for the meter; a switch has opened it by now.
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

/** What is the matter, and its remedy: our own slider first, where that is what is down. */
function verdictText(
  verdict: VolumeVerdict | null,
  inputVolume: number,
  words: CallWords["settings"]["verdict"],
): string {
  if (verdict === null) return words.listening;
  const isLow = verdict === "silent" || verdict === "too-quiet";
  return isLow && inputVolume <= lowInputVolume ? words.lowInput : words[verdict];
}

/** From here down it is likely to be our slider. */
const lowInputVolume = 50;

/** The highest level of the last moment; written each frame, so that nothing renders. */
function PeakLine({ peak }: { peak: ReadonlySignal<number> }) {
  const line = useRef<HTMLSpanElement>(null);
  useSignalEffect(() => {
    if (line.current) line.current.style.transform = `translateX(${peak.value}%)`;
  });
  return <span ref={line} class="level-peak" />;
}
