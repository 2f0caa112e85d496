import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import { MediaTrouble } from "../space/MediaTrouble.tsx";
import { ariaState } from "../shell/aria_state.ts";
import { Dialog } from "../shell/Dialog.tsx";
import { AudioTab } from "./AudioTab.tsx";
import { DevicesTab } from "./DevicesTab.tsx";
import { VideoTab } from "./VideoTab.tsx";

const tabs = ["audio", "video", "devices"] as const;
type Tab = typeof tabs[number];

interface SettingsDialogProps {
  media: LiveKitMedia;
  onClose(): void;
}

/** The settings, in three tabs. */
export function SettingsDialog({ media, onClose }: SettingsDialogProps) {
  const words = useCallWords().settings;
  const shown = useSignal<Tab>("audio");

  useLayoutEffect(() => document.getElementById("tab-audio")?.focus(), []);

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
  return (
    <Dialog id="settings" title={words.title} closeWord={words.close} onClose={onClose}>
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
        tabIndex={-1}
        data-focus-home
        aria-labelledby={`tab-${shown.value}`}
      >
        <MediaTrouble media={media} />
        {shown.value === "audio" && <AudioTab media={media} />}
        {shown.value === "video" && <VideoTab media={media} />}
        {shown.value === "devices" && <DevicesTab />}
      </div>
    </Dialog>
  );
}
