import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { useAttention } from "../../lib/media/hooks/useAttention.ts";
import { useChat } from "../../lib/media/hooks/useChat.ts";
import { useKnocks } from "../../lib/media/hooks/useKnocks.ts";
import type { LiveKitCall, LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { callTitle } from "./call_title.ts";
import { keepAwake } from "./keep_awake.ts";
import { followMediaSession } from "./media_session.ts";
import { useFloating } from "./useFloating.tsx";

interface CallOutsideTabProps {
  /** Its name, else its slug; it may change. */
  spaceName: string;
  call: LiveKitCall;
  media: LiveKitMedia;
  isMirrored: ReadonlySignal<boolean>;
}

/** The call outside its tab: the title, a small window, the system's controls, a screen that stays on. */
export function CallOutsideTab({ spaceName, call, media, isMirrored }: CallOutsideTabProps) {
  const float = useFloating({ call, media, isMirrored });
  useEffect(() => keepAwake(navigator.wakeLock, document), []);
  useEffect(() => {
    if (!("mediaSession" in navigator)) return;
    return followMediaSession(navigator.mediaSession, {
      microphone: media.microphone,
      camera: media.camera,
      isListenOnly: call.isListenOnly,
      metadata: new MediaMetadata({ title: document.title }),
      leave: () => void call.leave(),
      startAudio: () => void (call.isAudioBlocked.peek() && call.startAudio()),
      float,
    });
  }, []);
  useCallTitle(spaceName, call, media);
  return <Flash />;
}

/** Puts the call's news before the space's name in the title; the news go with the end of the call. */
function useCallTitle(spaceName: string, call: LiveKitCall, media: LiveKitMedia): void {
  const words = useCallWords().title;
  const { knocks } = useKnocks();
  const { unread } = useChat();
  /** What the page's title has behind the space's name. */
  const place = useMemo(() => document.title.slice(document.title.lastIndexOf(" · ")), []);
  const base = useSignal("");
  base.value = spaceName + place;
  useEffect(() => () => document.title = base.peek(), []);
  useSignalEffect(() => {
    const { microphone } = media;
    const isMuted = !call.isListenOnly.value && microphone.isAllowed.value &&
      !microphone.isEnabled.value;
    const news = { knocks: knocks.value.length, unread: unread.value, isMuted };
    document.title = callTitle(base.value, news, words);
  });
}

/** A frame around the page that shows itself once. */
function Flash() {
  const { flashes } = useAttention({ listens: true });
  return flashes.value > 0 ? <div key={flashes.value} class="flash" aria-hidden="true" /> : null;
}
