import type { ReadonlySignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { LiveKitMedia, MediaSwitch } from "../../lib/media/ports/call_types.ts";
import { usePushToTalk } from "../../lib/media/hooks/usePushToTalk.ts";
import { DeviceMenu } from "../devices/DeviceMenu.tsx";
import { useCallWords } from "../messages/joined_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Icon, type IconPath } from "../shell/Icon.tsx";
import { BarAction } from "./call_action_buttons.tsx";
import { type CallAction, offeredActions } from "./call_actions.ts";
import { ReactMenu } from "./ReactMenu.tsx";
import { MoreMenu } from "./MoreMenu.tsx";
import { usePushToTalkKey } from "./usePushToTalkKey.ts";
import { LogOut, Mic, MicOff, Video, VideoOff } from "../shell/icons.tsx";

interface ControlBarProps {
  media: LiveKitMedia;
  /** True after some time without input: the bar steps back. */
  isStill: ReadonlySignal<boolean>;
  isListenOnly: ReadonlySignal<boolean>;
  actions: readonly CallAction[];
  onSpeakToo(): void;
  onSettings(): void;
  onLeave(): void;
}

/** The buttons of a call, within a thumb's reach. *Leave* stands apart. */
export function ControlBar(props: ControlBarProps) {
  const { media, isStill, actions, onSettings, onLeave } = props;
  const words = useCallWords().call;
  const isListening = props.isListenOnly.value;
  const bar = useRef<HTMLDivElement>(null);
  // Read here, not in the switches: what comes and goes does so while the bar renders as a whole.
  const mayBeHeard = media.microphone.isAllowed.value;
  const mayBeSeen = media.camera.isAllowed.value;
  const offered = offeredActions(actions);
  const hadFocus = useRef(false);
  // While rendering what had the focus still stands; afterwards nobody tells that it is gone.
  hadFocus.current = bar.current?.contains(document.activeElement) === true;
  useLayoutEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) {
      bar.current?.querySelector("button")?.focus();
    }
  }, [isListening, mayBeHeard, mayBeSeen, offered.length]);
  return (
    <div
      ref={bar}
      class={`bar ${isStill.value ? "bar-back" : ""}`}
      role="group"
      aria-label={words.controls}
    >
      <div class="bar-group">
        {isListening
          ? mayBeHeard && (
            <button type="button" class="control" onClick={props.onSpeakToo}>
              <span class="control-icon">
                <Icon of={Mic} size={22} />
              </span>
              <span class="control-word">{words.speakToo}</span>
            </button>
          )
          : (
            <CaptureSwitches
              media={media}
              mayBeHeard={mayBeHeard}
              mayBeSeen={mayBeSeen}
              onSettings={onSettings}
            />
          )}
        {offered.filter(({ place }) => place !== "more")
          .map((action) => <BarAction key={action.id} action={action} />)}
        <MoreMenu actions={offered} />
        <ReactMenu />
      </div>
      <button type="button" class="control control-leave" onClick={onLeave}>
        <span class="control-icon">
          <Icon of={LogOut} size={22} />
        </span>
        <span class="control-word">{words.leave}</span>
      </button>
    </div>
  );
}

interface CaptureSwitchesProps {
  media: LiveKitMedia;
  /** Whether the person's role allows a microphone, and a camera. */
  mayBeHeard: boolean;
  mayBeSeen: boolean;
  onSettings(): void;
}

function CaptureSwitches({ media, mayBeHeard, mayBeSeen, onSettings }: CaptureSwitchesProps) {
  const words = useCallWords().call;
  const talk = usePushToTalk();
  usePushToTalkKey(talk);
  return (
    <>
      {talk.isHeld.value && media.microphone.isEnabled.value && (
        <p class="bar-talk" aria-hidden="true">{words.talkingNow}</p>
      )}
      {mayBeHeard && (
        <div class="control-with-menu">
          <BarSwitch
            label={words.microphone}
            keys="m"
            hint={talk.isOn.value ? words.holdToTalk(words.talkKeys[talk.key.value]) : undefined}
            device={media.microphone}
            on={Mic}
            off={MicOff}
          />
          <DeviceMenu kind="microphone" onSettings={onSettings} />
        </div>
      )}
      {mayBeSeen && (
        <div class="control-with-menu">
          <BarSwitch
            label={words.camera}
            keys="c"
            device={media.camera}
            on={Video}
            off={VideoOff}
          />
          <DeviceMenu kind="camera" onSettings={onSettings} />
        </div>
      )}
    </>
  );
}

interface BarSwitchProps {
  label: string;
  /** The keyboard shortcut of this button. */
  keys: string;
  /** A tooltip that names another way, such as push to talk. */
  hint?: string;
  device: MediaSwitch;
  on: IconPath;
  off: IconPath;
}

function BarSwitch({ label, keys, hint, device, on, off }: BarSwitchProps) {
  const isOn = device.isEnabled.value;
  return (
    <button
      type="button"
      class="control"
      aria-pressed={ariaState(isOn)}
      aria-busy={device.isPending.value}
      aria-keyshortcuts={keys}
      title={`${label} (${[keys.toUpperCase(), hint].filter(Boolean).join(", ")})`}
      onClick={() => void device.toggle()}
    >
      <span class="control-icon">
        <Icon of={isOn ? on : off} size={22} />
      </span>
      <span class="control-word">{label}</span>
    </button>
  );
}
