import { useEffect } from "preact/hooks";
import type { AudioOption, LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useAttention } from "../../lib/media/hooks/useAttention.ts";
import { useAudioSettings } from "../../lib/media/hooks/useAudioSettings.ts";
import { useMediaDevices } from "../../lib/media/hooks/useMediaDevices.ts";
import { usePushToTalk } from "../../lib/media/hooks/usePushToTalk.ts";
import { useTalkingWhileMuted } from "../../lib/media/hooks/useTalkingWhileMuted.ts";
import { pushToTalkDefaults } from "../../lib/media/voice/push_to_talk.ts";
import { useArrivalsSaid } from "../call/arrivals_said.ts";
import { useSettingsWords } from "../messages/settings_words.ts";
import { Check } from "./Check.tsx";
import { DevicePicker } from "./DevicePicker.tsx";
import { HearYourself } from "./HearYourself.tsx";
import { InputLevel } from "./InputLevel.tsx";
import { PermissionRow } from "./PermissionRow.tsx";
import { Slider } from "./Slider.tsx";
import { SoundChoices } from "./SoundChoices.tsx";
import { TalkingChecks } from "./TalkingChecks.tsx";

/** The option `noiseSuppression` is one of the modes of the quiet background. */
const options = [
  "echoCancellation",
  "autoGainControl",
  "voiceIsolation",
] as const satisfies readonly AudioOption[];

/** The tab of microphone and sound. Opening it asks for the microphone's permission, since it follows the click on *Settings*. */
export function AudioTab({ media }: { media: LiveKitMedia }) {
  const words = useSettingsWords();
  const audio = useAudioSettings();
  const devices = useMediaDevices();
  const talk = usePushToTalk();
  const hint = useTalkingWhileMuted({ listens: false });
  const arrivals = useArrivalsSaid();
  const attention = useAttention({ listens: false });
  useEffect(() => void devices.requestPermissionOnce("microphone"), []);
  // The original sound has none of them.
  const offered = audio.isOriginal.value
    ? []
    : options.filter((option) => option !== "voiceIsolation" || audio.canIsolateVoice);
  const reset = () => {
    audio.reset();
    talk.update(pushToTalkDefaults);
    hint.setOn(true);
    arrivals.setOn(true);
    attention.choose("sound");
  };
  /** A note for an option that the browser applies differently; `undefined`: it applies it as chosen. */
  const truthOf = (option: typeof options[number]) => {
    const truth = audio.effective.value?.[option];
    if (truth === undefined || truth === audio.options[option].value) return undefined;
    return truth ? words.alwaysDone : words.notDone;
  };
  return (
    <>
      <DevicePicker
        id="audio-input"
        label={words.inputDevice}
        devices={devices.inputs}
        selected={devices.selectedInput}
        onSelect={(deviceId) => devices.selectInput(deviceId)}
      />
      <PermissionRow kind="microphone" devices={devices} />
      <InputLevel media={media} devices={devices} audio={audio} />
      <HearYourself />
      <Slider
        id="input-volume"
        label={words.inputVolume}
        value={audio.inputVolume}
        onChange={(inputVolume) => audio.update({ inputVolume })}
      />
      <SoundChoices name="settings-quiet" audio={audio} />
      <div class="checks">
        {offered.map((option) => (
          <Check
            key={option}
            label={words[option]}
            mark={option === "voiceIsolation" ? words.experimental : undefined}
            note={truthOf(option)}
            isChecked={audio.options[option].value}
            onToggle={() => audio.toggle(option)}
          />
        ))}
      </div>
      <TalkingChecks talk={talk} hint={hint} arrivals={arrivals} attention={attention} />
      <button type="button" class="button button-quiet" onClick={reset}>
        {words.reset}
      </button>
    </>
  );
}
