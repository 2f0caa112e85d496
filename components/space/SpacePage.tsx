import { untracked, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { SpacePageData } from "../../lib/contract/visit.ts";
import { useLiveKit } from "../../lib/media/hooks/useLiveKit.ts";
import { useLiveKitMedia } from "../../lib/media/hooks/useLiveKitMedia.ts";
import { usePresence } from "../../lib/media/hooks/usePresence.ts";
import { useVideoSettings } from "../../lib/media/hooks/useVideoSettings.ts";
import { useVolumeMeter } from "../../lib/media/hooks/useVolumeMeter.ts";
import type { Locale } from "../messages/locale.ts";
import { PageHeader } from "../shell/PageHeader.tsx";
import { Notice } from "../shell/Notice.tsx";
import { servedText } from "../shell/served_text.ts";
import { useKeptFocus } from "../shell/useKeptFocus.ts";
import { joinedWords } from "../messages/joined_volume.ts";
import { settingsWords } from "../messages/settings_volume.ts";
import { useLazy } from "../shell/useLazy.ts";
import { CodeMissing } from "./CodeMissing.tsx";
import { PreJoin } from "./PreJoin.tsx";
import type { EntryBlocker } from "./entry_blocker.ts";
import { useViewFocus } from "./useViewFocus.ts";

type View = "pre-join" | "call" | "ended";

/** A visit: pre-join, the call, and the page after it. */
export function SpacePage(
  { visit, entryBlocker = null, locale, storage }: {
    visit: SpacePageData;
    /** Why this visitor may not enter, as far as the server knew. */
    entryBlocker?: EntryBlocker | null;
    locale: Locale;
    /** Where this browser keeps choices; `null` where that is switched off. Not asked for before one is inside. */
    storage(): Pick<Storage, "getItem" | "setItem"> | null;
  },
) {
  const call = useLiveKit();
  const media = useLiveKitMedia();
  const meter = useVolumeMeter();
  const { isMirrored } = useVideoSettings();
  const spaceName = visit.spaceName ?? visit.slug;
  const known = visit.visitor?.participantName ?? "";
  const name = useSignal(useMemo(() => servedText("your-name", known), []));
  const areSettingsOpen = useSignal(false);
  const callCode = useLazy(() => import("../call/CallView.tsx"), joinedWords);
  const troubleCode = useLazy(() => import("./troubles_and_endings.ts"), joinedWords);
  const settingsCode = useLazy(
    () => import("../settings/SettingsDialog.tsx"),
    joinedWords,
    settingsWords,
  );

  const prepare = () => {
    call.prepare();
    troubleCode.load();
    callCode.load();
  };
  useEffect(() => {
    // After the first paint: nothing of this is needed to see the page, all of it to join fast.
    const timer = setTimeout(prepare, 200);
    return () => clearTimeout(timer);
  }, []);

  useSignalEffect(() => {
    const stream = call.connectionState.value === "idle" ? media.localAudioTrack.value : null;
    if (stream) untracked(() => void meter.start(stream));
    else untracked(() => meter.stop());
  });

  const state = call.connectionState.value;
  const isInside = state === "connected" || state === "reconnecting";
  const CallView = callCode.module.value?.CallView;
  // While connecting, the view that was clicked in stays: pre-join, or the page after a call.
  const lastStill = useRef<View>("pre-join");
  if (state === "idle") lastStill.current = "pre-join";
  if (state === "ended") lastStill.current = "ended";
  const view: View = isInside && CallView ? "call" : lastStill.current;
  useViewFocus(view);
  const page = useRef<HTMLDivElement>(null);
  useKeptFocus(page);
  const presence = usePresence(visit.slug, visit.presence, view === "pre-join");

  const openSettings = () => {
    settingsCode.load();
    areSettingsOpen.value = true;
  };
  const join = (isListenOnly: boolean) => {
    callCode.load();
    void call.connect({ participantName: name.peek().trim(), isListenOnly });
  };
  const comeBack = () => {
    callCode.load();
    void call.comeBack();
  };

  const troubles = troubleCode.module.value;
  const hasTrouble = call.error.value !== null || media.mediaError.value !== null;
  const isCodeMissing = (isInside && callCode.hasFailed.value) ||
    ((hasTrouble || state === "knocking") && troubleCode.hasFailed.value) ||
    (areSettingsOpen.value && settingsCode.hasFailed.value);
  const SettingsDialog = settingsCode.module.value?.SettingsDialog;
  return (
    <div class="space-page" ref={page}>
      {view !== "call" && <PageHeader locale={locale} />}
      {view === "pre-join" && (
        <PreJoin
          visit={visit}
          name={name}
          media={media}
          meter={meter}
          isMirrored={isMirrored}
          presence={presence}
          DeviceMenu={troubles?.DeviceMenu}
          mediaTrouble={troubles && (
            <>
              <troubles.TakenNotice media={media} />
              <troubles.MediaTrouble media={media} />
              {!media.mediaError.value && <troubles.NotSecure />}
            </>
          )}
          callTrouble={isCodeMissing
            ? <CodeMissing />
            : entryBlocker && state === "idle" && !call.error.value && !call.hasLink.value
            ? (
              <Notice role="status" tone={entryBlocker.tone} text={entryBlocker.text}>
                {entryBlocker.link && <a class="button" {...entryBlocker.link} />}
              </Notice>
            )
            : troubles && (
              <troubles.PreJoinTrouble
                call={call}
                slug={visit.slug}
                onRetry={() => join(call.isListenOnly.peek())}
              />
            )}
          isJoining={state !== "idle"}
          isInAnotherTab={call.isInAnotherTab}
          onJoin={join}
          onSettings={openSettings}
          onIntent={prepare}
        />
      )}
      {CallView && (isInside || state === "connecting") && (
        <CallView
          slug={visit.slug}
          spaceName={spaceName}
          call={call}
          media={media}
          isMirrored={isMirrored}
          signIn={visit.signIn}
          storage={storage()}
          onSettings={openSettings}
        />
      )}
      {view === "ended" && troubles && (
        <troubles.Ended
          slug={visit.slug}
          spaceName={spaceName}
          call={call}
          isComingBack={state !== "ended"}
          onComeBack={comeBack}
        />
      )}
      {view === "call" && areSettingsOpen.value && settingsCode.hasFailed.value && <CodeMissing />}
      {areSettingsOpen.value && SettingsDialog && (
        <SettingsDialog
          media={media}
          onClose={() => areSettingsOpen.value = false}
        />
      )}
    </div>
  );
}
