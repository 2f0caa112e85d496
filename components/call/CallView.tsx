import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { SignInWays } from "../../lib/contract/visit.ts";
import { useChat } from "../../lib/media/hooks/useChat.ts";
import type { LiveKitCall, LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { ChatAnnouncer } from "../chat/ChatAnnouncer.tsx";
import { useCallWords } from "../messages/call_words.ts";
import { MediaTrouble } from "../space/MediaTrouble.tsx";
import { TakenNotice } from "../space/TakenNotice.tsx";
import { AccountInCall } from "./AccountInCall.tsx";
import { Announcer } from "./Announcer.tsx";
import { CallBanner } from "./CallBanner.tsx";
import { CallHeader } from "./CallHeader.tsx";
import { CallPanel } from "./CallPanel.tsx";
import { useCallActions } from "./call_actions.ts";
import type { CallPanelName } from "./call_panel_types.ts";
import { ControlBar } from "./ControlBar.tsx";
import { Invitation } from "./Invitation.tsx";
import { areShortcutsOn, rememberShortcuts } from "./shortcut_choice.ts";
import { ShortcutList } from "./ShortcutList.tsx";
import { KnockList } from "./KnockList.tsx";
import { ModerationNotices } from "./ModerationNotices.tsx";
import { RoleWord } from "./RoleWord.tsx";
import { OwnScreen, Stage } from "./Stage.tsx";
import { TalkingWhileMutedHint } from "./TalkingWhileMutedHint.tsx";
import { Tiles } from "./Tiles.tsx";
import { useShortcuts } from "./useShortcuts.ts";
import { useStillness } from "./useStillness.ts";

interface CallViewProps {
  slug: string;
  /** Its name, else its slug. */
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

/** The page during a call: header, tiles, shared screens and control bar. */
export function CallView(
  { slug, spaceName, call, media, isMirrored, signIn, storage, onSettings }: CallViewProps,
) {
  const isStill = useStillness(stillnessMilliseconds);
  const isOffered = () => !call.isListenOnly.peek();
  const areKeysOn = useSignal(areShortcutsOn(storage));
  const areKeysShown = useSignal(false);
  useSignalEffect(() => rememberShortcuts(areKeysOn.value, storage));
  const openPanel = useSignal<CallPanelName | null>(null);
  const onKeys = () => areKeysShown.value = true;
  const chat = useChat();
  const actions = useCallActions({ media, chat, open: openPanel, onSettings, onKeys });
  useShortcuts({
    ...Object.fromEntries(actions.map(({ key, run }) => [key, run])),
    m: () => void (isOffered() && media.microphone.toggle()),
    c: () => void (isOffered() && media.camera.toggle()),
  }, areKeysOn);
  return (
    <div class="call">
      <CallHeader
        slug={slug}
        spaceName={spaceName}
        people={media.participantTracks}
        isListenOnly={call.isListenOnly}
        account={signIn && <AccountInCall call={call} media={media} ways={signIn} />}
      />
      <main class="yard" id="content">
        <Yard slug={slug} media={media} isMirrored={isMirrored} areKeysOn={areKeysOn} />
        <div class="yard-words">
          <CallBanner call={call} media={media} />
          <div class="yard-trouble">
            <KnockList />
            <ModerationNotices call={call} />
            <TalkingWhileMutedHint media={media} />
            <TakenNotice media={media} />
            <MediaTrouble media={media} />
          </div>
        </div>
      </main>
      <CallPanel open={openPanel} slug={slug} call={call} media={media} />
      <footer>
        <RoleWord media={media} />
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
      <Announcer people={media.participantTracks} />
      <ChatAnnouncer chat={chat} />
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

/** The shared screens and the tiles. */
function Yard(
  { slug, media, isMirrored, areKeysOn }: Pick<CallViewProps, "slug" | "media" | "isMirrored"> & {
    areKeysOn: ReadonlySignal<boolean>;
  },
) {
  const people = media.participantTracks;
  const chosen = useSignal<string | null>(null);
  const sharing = useComputed(() =>
    people.value.filter((person) => person.screen.value)
      .sort((one, other) => one.screenOrder.value - other.screenOrder.value)
  );
  // A choice is for one screen: the next that they show is news like anybody's.
  useSignalEffect(() => {
    if (!sharing.value.some(({ seatId }) => seatId === chosen.value)) chosen.value = null;
  });
  const hasStage = useComputed(() => sharing.value.some((person) => !person.isLocal));
  const others = sharing.value.filter((person) => !person.isLocal);
  const own = sharing.value.find((person) => person.isLocal);
  const isAlone = people.value.length <= 1;
  return (
    <div class={`yard-floor ${hasStage.value ? "has-stage" : ""} ${isAlone ? "is-alone" : ""}`}>
      {hasStage.value && (
        <Stage
          sharing={others}
          chosen={chosen}
          areKeysOn={areKeysOn}
          onChoose={(seatId) => chosen.value = seatId}
        />
      )}
      <Tiles people={people} isMirrored={isMirrored} isEdge={hasStage} />
      {isAlone && <Alone slug={slug} />}
      {own && <OwnScreen person={own} />}
    </div>
  );
}

/** The message, with an invitation, for a person who is alone in the call. */
function Alone({ slug }: { slug: string }) {
  const words = useCallWords().invite;
  return (
    <aside class="alone">
      <h2>{words.alone}</h2>
      <p>{words.aloneMore}</p>
      <Invitation slug={slug} />
    </aside>
  );
}
