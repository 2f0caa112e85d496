import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SignInWays } from "../../lib/contract/visit.ts";
import type { LiveKitCall, LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useLazy } from "../shell/useLazy.ts";
import { MediaTrouble } from "../space/MediaTrouble.tsx";
import { TakenNotice } from "../space/TakenNotice.tsx";
import { AccountInCall } from "./AccountInCall.tsx";
import { Announcer } from "./Announcer.tsx";
import { CallBanner } from "./CallBanner.tsx";
import { CallHeader } from "./CallHeader.tsx";
import { ControlBar } from "./ControlBar.tsx";
import { areShortcutsOn, rememberShortcuts } from "./shortcut_choice.ts";
import { ShortcutList } from "./ShortcutList.tsx";
import { KnockList } from "./KnockList.tsx";
import { ModerationNotices } from "./ModerationNotices.tsx";
import { RoleWord } from "./RoleWord.tsx";
import { TalkingWhileMutedHint } from "./TalkingWhileMutedHint.tsx";
import { useShortcuts } from "./useShortcuts.ts";
import { useStillness } from "./useStillness.ts";
import { Yard } from "./Yard.tsx";

interface CallViewProps {
  slug: string;
  call: LiveKitCall;
  media: LiveKitMedia;
  isMirrored: ReadonlySignal<boolean>;
  /** How one can sign in, where one can. */
  signIn?: SignInWays | null;
  /** Where choices are kept; `null` where that is switched off. */
  storage: Pick<Storage, "getItem" | "setItem"> | null;
  onSettings(): void;
}

/** How long the controls stay when nothing is touched. */
const stillnessMilliseconds = 5000;

/** The call: people fill the page, the furniture steps back. */
export function CallView(
  { slug, call, media, isMirrored, signIn, storage, onSettings }: CallViewProps,
) {
  const awayCode = useLazy(() => import("../away/Away.tsx"));
  useEffect(() => awayCode.load(), []);
  const Away = awayCode.module.value?.Away;
  const isStill = useStillness(stillnessMilliseconds);
  const isOffered = () => !call.isListenOnly.peek();
  const areKeysOn = useSignal(areShortcutsOn(storage));
  const areKeysShown = useSignal(false);
  useSignalEffect(() => rememberShortcuts(areKeysOn.value, storage));
  useShortcuts({
    "?": () => areKeysShown.value = true,
    m: () => void (isOffered() && media.microphone.toggle()),
    c: () => void (isOffered() && media.camera.toggle()),
    s: () => void (media.canShareScreen && media.screenShare.toggle()),
  }, areKeysOn);
  return (
    <div class="call">
      <CallHeader
        slug={slug}
        people={media.participantTracks}
        isListenOnly={call.isListenOnly}
        account={signIn && <AccountInCall call={call} media={media} ways={signIn} />}
        onKeys={() => areKeysShown.value = true}
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
      <footer>
        <RoleWord media={media} />
        <ControlBar
          media={media}
          isStill={isStill}
          isListenOnly={call.isListenOnly}
          onSpeakToo={() => call.speakToo()}
          onSettings={onSettings}
          onLeave={() => void call.leave()}
        />
      </footer>
      {Away && <Away call={call} media={media} isMirrored={isMirrored} />}
      <Announcer people={media.participantTracks} />
      {areKeysShown.value && (
        <ShortcutList
          canShareScreen={media.canShareScreen}
          areOn={areKeysOn}
          onClose={() => areKeysShown.value = false}
        />
      )}
    </div>
  );
}
