import type { ReadonlySignal } from "@preact/signals";
import type {
  LiveKitMedia,
  MediaSwitch,
  ParticipantTracks,
} from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Avatar } from "../shell/Avatar.tsx";
import { Icon, type IconPath } from "../shell/Icon.tsx";
import { Picture } from "../shell/Picture.tsx";
import { LogOut, Mic, MicOff, Video, VideoOff } from "../shell/icons.tsx";

interface FloatingCallProps {
  person: ReadonlySignal<ParticipantTracks | null>;
  media: LiveKitMedia;
  isMirrored: ReadonlySignal<boolean>;
  isListenOnly: ReadonlySignal<boolean>;
  onLeave(): void;
}

/** The call in a small window above all others: the speaker, and the controls that are needed at once. */
export function FloatingCall(props: FloatingCallProps) {
  const { media, isListenOnly, onLeave } = props;
  const words = useCallWords().call;
  const mayUse = (device: MediaSwitch) => !isListenOnly.value && device.isAllowed.value;
  return (
    <div class="floating">
      <FloatingPerson {...props} />
      <div class="floating-bar" role="group" aria-label={words.controls}>
        {mayUse(media.microphone) && (
          <FloatingSwitch
            label={words.microphone}
            device={media.microphone}
            on={Mic}
            off={MicOff}
          />
        )}
        {mayUse(media.camera) && (
          <FloatingSwitch label={words.camera} device={media.camera} on={Video} off={VideoOff} />
        )}
        <button
          type="button"
          class="control control-leave"
          aria-label={words.leave}
          title={words.leave}
          onClick={onLeave}
        >
          <span class="control-icon">
            <Icon of={LogOut} size={22} />
          </span>
        </button>
      </div>
    </div>
  );
}

function FloatingPerson({ person, isMirrored }: FloatingCallProps) {
  const shown = person.value;
  if (!shown) return null;
  const name = shown.displayName.value;
  const camera = shown.camera.value;
  const isMuted = shown.isMicrophoneMuted.value;
  return (
    <div class="floating-person" role="img" aria-label={name}>
      {camera
        ? <Picture key={camera.id} track={camera} isMirrored={shown.isLocal && isMirrored.value} />
        : <Avatar name={name} tintKey={shown.seatId} />}
      <div class="chip" aria-hidden="true">
        <span class="chip-main">
          <span class={isMuted ? "chip-icon chip-muted" : "chip-icon"}>
            <Icon of={isMuted ? MicOff : Mic} size={16} />
          </span>
          <span class="chip-name notranslate">{name}</span>
        </span>
      </div>
      <span class={shown.isSpeaking.value ? "ring ring-on" : "ring"} aria-hidden="true" />
    </div>
  );
}

interface FloatingSwitchProps {
  label: string;
  device: MediaSwitch;
  on: IconPath;
  off: IconPath;
}

function FloatingSwitch({ label, device, on, off }: FloatingSwitchProps) {
  const isOn = device.isEnabled.value;
  return (
    <button
      type="button"
      class="control"
      aria-label={label}
      title={label}
      aria-pressed={ariaState(isOn)}
      aria-busy={device.isPending.value}
      onClick={() => void device.toggle()}
    >
      <span class="control-icon">
        <Icon of={isOn ? on : off} size={22} />
      </span>
    </button>
  );
}
