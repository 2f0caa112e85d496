import { untracked, useSignalEffect } from "@preact/signals";
import type { LiveKitMedia, MediaDevicesModel } from "../../lib/media/call_types.ts";
import { useVolumeMeter } from "../../lib/media/hooks/useVolumeMeter.ts";
import { useCallWords } from "../messages/call_words.ts";
import { LevelBar } from "../shell/LevelBar.tsx";

/** How the chosen microphone hears: of the running capture where there is one. */
export function InputLevel(
  { media, devices }: { media: LiveKitMedia; devices: MediaDevicesModel },
) {
  const words = useCallWords().settings;
  const meter = useVolumeMeter();
  useSignalEffect(() => {
    const isAllowed = devices.permission.microphone.value === "granted";
    const source = media.localAudioTrack.value ?? devices.selectedInput.value ?? "default";
    if (isAllowed) untracked(() => void meter.start(source));
    return () => meter.stop();
  });
  return (
    <div class="setting">
      <span class="setting-label" aria-hidden="true">{words.level}</span>
      <LevelBar label={words.level} volume={meter.volume} isActive={meter.isActive} />
    </div>
  );
}
