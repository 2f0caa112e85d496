import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Presence } from "../../lib/contract/presence.ts";
import type { SpacePageData } from "../../lib/contract/visit.ts";
import type { LiveKitMedia, VolumeMeterModel } from "../../lib/media/ports/call_types.ts";
import type { DeviceMenu } from "../devices/DeviceMenu.tsx";
import { useWords } from "../messages/words.ts";
import { Icon } from "../shell/Icon.tsx";
import { LevelBar } from "../shell/LevelBar.tsx";
import { Notice } from "../shell/Notice.tsx";
import { Mic, MicOff, Settings, Video, VideoOff } from "../shell/icons.tsx";
import { DeviceSwitch } from "./DeviceSwitch.tsx";
import { PresencePreview } from "./PresencePreview.tsx";
import { SelfPreview } from "./SelfPreview.tsx";
import { type NameProblem, nameProblemOf } from "./name_problem.ts";
import { NameField } from "./NameField.tsx";

interface PreJoinProps {
  visit: SpacePageData;
  name: Signal<string>;
  media: LiveKitMedia;
  meter: VolumeMeterModel;
  isMirrored: ReadonlySignal<boolean>;
  presence: ReadonlySignal<Presence>;
  /** The devices behind each switch; loaded after the first paint. */
  DeviceMenu: typeof DeviceMenu | undefined;
  /** What went wrong with a device, and with joining; nothing most of the time. */
  mediaTrouble: ComponentChildren;
  callTrouble: ComponentChildren;
  /** True from the click until the call is there. */
  isJoining: boolean;
  isInAnotherTab: ReadonlySignal<boolean>;
  onJoin(isListenOnly: boolean): void;
  onSettings(): void;
  onIntent(): void;
}

/** Before joining. Nothing here asks for anything until it is clicked. */
export function PreJoin(props: PreJoinProps) {
  const { visit, name, media, meter, isJoining, onSettings, DeviceMenu } = props;
  const words = useWords().door;
  const problem = useSignal<NameProblem | null>(null);
  const stateWords = { on: words.on, off: words.off };

  const join = (isListenOnly: boolean) => {
    if (isJoining) return;
    problem.value = nameProblemOf(name.peek());
    if (problem.peek()) document.getElementById("your-name")?.focus();
    else props.onJoin(isListenOnly);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    join(false);
  };

  return (
    <main class="door" id="content">
      <h1 class="door-title notranslate" tabIndex={-1} data-focus-first>
        {visit.spaceName ?? visit.slug}
      </h1>
      <div class="door-self">
        <SelfPreview
          name={name}
          picture={media.localVideoTrack}
          isCameraOn={media.camera.isEnabled}
          isMirrored={props.isMirrored}
        />
        <div class="switches">
          <div class="switch-with-level">
            <DeviceSwitch
              label={words.microphone}
              stateWords={stateWords}
              icons={{ on: Mic, off: MicOff }}
              device={media.microphone}
            />
            {DeviceMenu && <DeviceMenu kind="microphone" onSettings={onSettings} />}
            <LevelBar label={words.level} volume={meter.volume} isActive={meter.isActive} />
          </div>
          <div class="switch-with-level">
            <DeviceSwitch
              label={words.camera}
              stateWords={stateWords}
              icons={{ on: Video, off: VideoOff }}
              device={media.camera}
            />
            {DeviceMenu && <DeviceMenu kind="camera" onSettings={onSettings} />}
          </div>
          <button
            type="button"
            class="switch switch-settings"
            onClick={onSettings}
          >
            <Icon of={Settings} size={22} />
            <span class="switch-words">{words.settings}</span>
          </button>
        </div>
        {props.mediaTrouble}
      </div>
      <form class="door-form" onSubmit={submit} novalidate>
        {visit.livekitAwayWords && (
          <Notice tone="attention" role="status" {...visit.livekitAwayWords}>
            <a class="button" href="">{words.tryAgain}</a>
          </Notice>
        )}
        {visit.visitor?.kind === "user"
          ? <b class="door-name notranslate">{name}</b>
          : <NameField name={name} problem={problem} />}
        {visit.accountLink && <a {...visit.accountLink} />}
        <div class="door-buttons" onPointerEnter={props.onIntent} onFocusIn={props.onIntent}>
          <button
            type="submit"
            class="button button-main button-large"
            aria-busy={isJoining}
          >
            {isJoining ? words.joining : words.join}
          </button>
          <button
            type="button"
            class="button button-quiet"
            onClick={() => join(true)}
          >
            {words.listenOnly}
          </button>
        </div>
        {props.callTrouble}
        {/* Beneath the buttons: it arrives late, and nothing that one clicks may move. */}
        {props.isInAnotherTab.value && !isJoining && (
          <Notice tone="attention" role="status" text={words.anotherTab} />
        )}
        <noscript>
          <p class="notice notice-attention">{visit.noScriptWords}</p>
        </noscript>
        <PresencePreview presence={props.presence} outsideWords={visit.outsideWords} />
        {visit.ownerLink && <a {...visit.ownerLink} />}
        {visit.testLink && <a {...visit.testLink} />}
      </form>
    </main>
  );
}
