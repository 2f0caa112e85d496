import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useSettingsWords } from "../messages/settings_words.ts";
import { MediaTrouble } from "../space/MediaTrouble.tsx";
import { Dialog } from "../shell/Dialog.tsx";
import { focusTab, Tabs } from "../shell/Tabs.tsx";
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
  const words = useSettingsWords();
  const shown = useSignal<Tab>("audio");

  useLayoutEffect(() => focusTab("audio"), []);

  return (
    <Dialog id="settings" title={words.title} closeWord={words.close} onClose={onClose}>
      <Tabs
        tabs={tabs}
        shown={shown.value}
        labelledBy="settings-title"
        panelId="settings-panel"
        wordOf={(tab) => words[tab]}
        onShow={(tab) => shown.value = tab}
      />
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
