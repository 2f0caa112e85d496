import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SignInWays } from "../../lib/contract/visit.ts";
import { useChat } from "../../lib/media/hooks/useChat.ts";
import type { LiveKitCall, LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { rememberSpace } from "../home/visited_spaces.ts";
import { useLazy } from "../shell/useLazy.ts";
import { ChatAnnouncer } from "../chat/ChatAnnouncer.tsx";
import { MediaTrouble } from "../space/MediaTrouble.tsx";
import { TakenNotice } from "../space/TakenNotice.tsx";
import { AccountInCall } from "./AccountInCall.tsx";
import { Announcer } from "./Announcer.tsx";
import { CallBanner } from "./CallBanner.tsx";
import { CallHeader } from "./CallHeader.tsx";
import { CallHelp, type OpenHelp } from "./CallHelp.tsx";
import { CallPanel } from "./CallPanel.tsx";
import { useCallActions } from "./call_actions.ts";
import type { CallPanelName } from "./call_panel_types.ts";
import { ControlBar } from "./ControlBar.tsx";
import { areShortcutsOn, rememberShortcuts } from "./shortcut_choice.ts";
import { ShortcutList } from "./ShortcutList.tsx";
import { HandNotice, HandPlace } from "./HandNotice.tsx";
import { KnockList } from "./KnockList.tsx";
import { LateCaptions } from "./LateCaptions.tsx";
import { LateRecording } from "./LateRecording.tsx";
import { ModerationNotices } from "./ModerationNotices.tsx";
import { QuietNotice } from "./QuietNotice.tsx";
import { ReactionAnnouncer } from "./ReactionAnnouncer.tsx";
import { RecordedNotice } from "./RecordedSign.tsx";
import { RoleNotice } from "./RoleNotice.tsx";
import { TalkingWhileMutedHint } from "./TalkingWhileMutedHint.tsx";
import { useShortcuts } from "./useShortcuts.ts";
import { useStillness } from "./useStillness.ts";
import { CallContent } from "./CallContent.tsx";

interface CallViewProps {
  slug: string;
  /** Its name, else its slug, as the page was opened. */
  spaceName: string;
  call: LiveKitCall;
  media: LiveKitMedia;
  isMirrored: ReadonlySignal<boolean>;
  /** The ways to sign in; `null` or absent: none. */
  signIn?: SignInWays | null;
  /** Keeps the visitor's choices; `null`: the browser forbids storage. */
  storage: Pick<Storage, "getItem" | "setItem"> | null;
  onSettings(): void;
}

/** The controls step back after this long without input. */
const stillnessMilliseconds = 5000;

/**
 * The page during a call. While the call connects it is drawn already, out of sight, and in a task of its own: the request that
 * the click begins is on its way by then.
 */
export function CallView(props: CallViewProps) {
  const isDue = useSignal(props.call.connectionState.peek() !== "connecting");
  useEffect(() => {
    const timer = setTimeout(() => isDue.value = true);
    return () => clearTimeout(timer);
  }, []);
  return isDue.value ? <CallFrame {...props} /> : null;
}

/**
 * Header, tiles, shared screens and control bar. What listens and announces comes one frame after the person is inside, so that
 * the first drawing has the people.
 */
export function CallFrame(props: CallViewProps) {
  const { slug, call, media, isMirrored, signIn, storage, onSettings } = props;
  const isInside = useComputed(() =>
    ["connected", "reconnecting"].includes(call.connectionState.value)
  );
  const isAttended = useSignal(isInside.peek());
  useEffect(() => void (isAttended.value = isInside.value), [isInside.value]);
  // It may be renamed during the call.
  const spaceName = (call.spaceName.value ?? props.spaceName) || slug;
  const outsideTabCode = useLazy(() => import("../outside_tab/CallOutsideTab.tsx"));
  useEffect(() => {
    if (!isAttended.value) return;
    outsideTabCode.load();
    rememberSpace(storage, slug, spaceName);
  }, [isAttended.value]);
  const CallOutsideTab = outsideTabCode.module.value?.CallOutsideTab;
  const isStill = useStillness(stillnessMilliseconds);
  const isOffered = () => !call.isListenOnly.peek();
  const areKeysOn = useSignal(areShortcutsOn(storage));
  const areKeysShown = useSignal(false);
  useSignalEffect(() => rememberShortcuts(areKeysOn.value, storage));
  const openPanel = useSignal<CallPanelName | null>(null);
  const onKeys = () => areKeysShown.value = true;
  const isRecordOpen = useSignal(false);
  const openHelp = useSignal<OpenHelp["value"]>(null);
  const onReceiveLess = () => openHelp.value = "receiving";
  const chat = useChat();
  const actions = useCallActions({
    media,
    chat,
    open: openPanel,
    onSettings,
    onKeys,
    onReceiveLess,
    onTrouble: () => openHelp.value = "trouble",
  });
  useShortcuts({
    ...Object.fromEntries(actions.map(({ key, run }) => [key, run])),
    m: () => void (isOffered() && media.microphone.toggle()),
    c: () => void (isOffered() && media.camera.toggle()),
  }, useComputed(() => isInside.value && areKeysOn.value));
  return (
    <div class={isInside.value ? "call" : "call call-coming"}>
      <CallHeader
        slug={slug}
        spaceName={spaceName}
        people={media.participantTracks}
        isListenOnly={call.isListenOnly}
        receiving={media.receiving}
        onReceiving={onReceiveLess}
        spaceKey={call.key}
        onRecord={() => isRecordOpen.value = true}
        account={signIn && <AccountInCall call={call} media={media} ways={signIn} />}
      />
      <main class="yard" id="content">
        <CallContent
          slug={slug}
          spaceKey={call.key}
          media={media}
          isMirrored={isMirrored}
          areKeysOn={areKeysOn}
        />
        {isAttended.value && (
          <>
            <LateCaptions people={media.participantTracks} />
            <div class="yard-words">
              <CallBanner call={call} media={media} />
              <div class="yard-trouble">
                <RecordedNotice people={media.participantTracks} />
                <LateRecording isOpen={isRecordOpen} isEncrypted={call.key.value !== null} />
                <KnockList open={openPanel} />
                <ModerationNotices call={call} />
                <HandNotice />
                <TalkingWhileMutedHint media={media} />
                <QuietNotice />
                <TakenNotice media={media} />
                <MediaTrouble media={media} />
              </div>
            </div>
          </>
        )}
      </main>
      <CallPanel open={openPanel} slug={slug} call={call} media={media} />
      <footer>
        <RoleNotice media={media} />
        <HandPlace />
        <ControlBar
          media={media}
          isStill={isStill}
          isListenOnly={call.isListenOnly}
          onSpeakToo={() => call.speakToo()}
          actions={actions}
          onSettings={onSettings}
          onLeave={() => void call.leave()}
        />
      </footer>
      {isAttended.value && (
        <>
          {CallOutsideTab && (
            <CallOutsideTab
              spaceName={spaceName}
              call={call}
              media={media}
              isMirrored={isMirrored}
            />
          )}
          <Announcer people={media.participantTracks} />
          <ReactionAnnouncer />
          <CallHelp open={openHelp} call={call} media={media} onSettings={onSettings} />
          <ChatAnnouncer chat={chat} />
        </>
      )}
      {areKeysShown.value && (
        <ShortcutList
          actions={actions}
          areOn={areKeysOn}
          onClose={() => areKeysShown.value = false}
        />
      )}
    </div>
  );
}
