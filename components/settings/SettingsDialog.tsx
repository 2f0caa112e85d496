import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { LiveKitMedia } from "../../lib/media/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import { MediaTrouble } from "../space/MediaTrouble.tsx";
import { ariaState } from "../shell/aria_state.ts";
import { AudioTab } from "./AudioTab.tsx";
import { DevicesTab } from "./DevicesTab.tsx";
import { VideoTab } from "./VideoTab.tsx";

const tabs = ["audio", "video", "devices"] as const;
type Tab = typeof tabs[number];

interface SettingsDialogProps {
  media: LiveKitMedia;
  isInCall: boolean;
  onClose(): void;
}

/** A calm dialog with three tabs. Native and modal: Escape closes it, the focus goes back. */
export function SettingsDialog({ media, isInCall, onClose }: SettingsDialogProps) {
  const words = useCallWords().settings;
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = useSignal<Tab>("audio");

  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    element.showModal();
    document.getElementById("tab-audio")?.focus();
    return () => element.close();
  }, []);

  const show = (tab: Tab) => {
    shown.value = tab;
    document.getElementById(`tab-${tab}`)?.focus();
  };
  const moveByKey = (event: KeyboardEvent) => {
    const index = tabs.indexOf(shown.peek());
    const target = {
      ArrowRight: tabs[(index + 1) % tabs.length],
      ArrowLeft: tabs[(index + tabs.length - 1) % tabs.length],
      Home: tabs[0],
      End: tabs[tabs.length - 1],
    }[event.key];
    if (!target) return;
    event.preventDefault();
    show(target);
  };
  const closeOnBackdrop = (event: MouseEvent) => {
    if (event.target === dialog.current) dialog.current?.close();
  };

  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="settings-title"
      onClose={onClose}
      onClick={closeOnBackdrop}
    >
      <div class="dialog-page">
        <header class="dialog-header">
          <h2 id="settings-title">{words.title}</h2>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {words.close}
          </button>
        </header>
        <div class="tabs" role="tablist" aria-labelledby="settings-title" onKeyDown={moveByKey}>
          {tabs.map((tab) => (
            <button
              key={tab}
              id={`tab-${tab}`}
              type="button"
              class="tab"
              role="tab"
              aria-selected={ariaState(shown.value === tab)}
              aria-controls="settings-panel"
              tabIndex={shown.value === tab ? 0 : -1}
              onClick={() => show(tab)}
            >
              {words[tab]}
            </button>
          ))}
        </div>
        <div
          id="settings-panel"
          class="dialog-panel"
          role="tabpanel"
          aria-labelledby={`tab-${shown.value}`}
        >
          <MediaTrouble media={media} />
          {shown.value === "audio" && <AudioTab media={media} />}
          {shown.value === "video" && <VideoTab media={media} />}
          {shown.value === "devices" && <DevicesTab />}
        </div>
        {isInCall && (
          <p class="keys">
            {words.keys}: <kbd>M</kbd> {words.keyMicrophone}, <kbd>C</kbd> {words.keyCamera},{" "}
            <kbd>S</kbd> {words.keyScreen}
          </p>
        )}
      </div>
    </dialog>
  );
}
