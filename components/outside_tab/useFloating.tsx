import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useContext, useEffect, useRef } from "preact/hooks";
import { LiveKitMediaContext } from "../../lib/media/hooks/LiveKitMediaContext.ts";
import { useLayout } from "../../lib/media/hooks/useLayout.ts";
import type {
  LiveKitCall,
  LiveKitMedia,
  ParticipantTracks,
} from "../../lib/media/ports/call_types.ts";
import { LocaleContext } from "../messages/words.ts";
import { canFloatVideo, openFloatingVideo } from "./floating_video.ts";
import { openFloating, windowMaker } from "./floating_window.ts";
import { useFloatingState } from "./floating_state.ts";
import { FloatingCall } from "./FloatingCall.tsx";

interface FloatingParts {
  call: LiveKitCall;
  media: LiveKitMedia;
  isMirrored: ReadonlySignal<boolean>;
}

/**
 * Lets the call float in a small window: by the menu, and by itself when the tab is left, where the browser offers that.
 * Returns how the browser opens it by itself; `null`: it cannot.
 */
export function useFloating({ call, media, isMirrored }: FloatingParts): (() => void) | null {
  const models = useContext(LiveKitMediaContext);
  const locale = useContext(LocaleContext);
  const layout = useLayout();
  const state = useFloatingState();
  const person = useComputed<ParticipantTracks | null>(() => {
    const [onStage] = layout.arrangement.value.stage;
    const people = media.participantTracks.value;
    return onStage ?? layout.speaker.value ?? people.find(({ isLocal }) => !isLocal) ??
      people[0] ?? null;
  });
  const picture = useComputed(() => person.value?.camera.value ?? null);
  /** How to close what is open. */
  const close = useRef<(() => void) | null>(null);
  const isOpening = useRef(false);
  const maker = windowMaker();

  const open = async () => {
    if (isOpening.current || close.current) return;
    isOpening.current = true;
    const onClose = () => close.current = null;
    try {
      close.current = await (maker
        ? openFloating(
          maker,
          <LocaleContext.Provider value={locale}>
            <LiveKitMediaContext.Provider value={models}>
              <FloatingCall
                person={person}
                media={media}
                isMirrored={isMirrored}
                isListenOnly={call.isListenOnly}
                onLeave={() => void call.leave()}
              />
            </LiveKitMediaContext.Provider>
          </LocaleContext.Provider>,
          onClose,
        )
        : openFloatingVideo(picture, onClose));
    } catch {
      // Not in a click, or there is no picture to show: the call stays where it is.
    }
    isOpening.current = false;
  };

  /** Opened by the browser when the tab was left: then it goes when the tab is back. */
  const isAutomatic = useRef(false);
  useEffect(() => {
    const come = () => {
      if (document.visibilityState === "visible" && isAutomatic.current) close.current?.();
    };
    document.addEventListener("visibilitychange", come);
    return () => {
      document.removeEventListener("visibilitychange", come);
      close.current?.();
    };
  }, []);

  const canOpen = maker !== null || (canFloatVideo() && picture.value !== null);
  useEffect(() => {
    if (!canOpen) return;
    return state.offer(() => {
      isAutomatic.current = false;
      if (close.current) close.current();
      else void open();
    });
  }, [canOpen]);

  return maker && (() => {
    isAutomatic.current = true;
    void open();
  });
}
