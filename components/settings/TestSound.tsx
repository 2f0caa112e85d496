import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useSettingsWords } from "../messages/settings_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { Volume2 } from "../shell/icons.tsx";

/** Plays two notes on the chosen speaker, as loud as the other people will be. */
export function TestSound(
  { speaker, volume }: { speaker: ReadonlySignal<string | null>; volume: ReadonlySignal<number> },
) {
  const words = useSettingsWords();
  const player = useRef<HTMLAudioElement | null>(null);
  useEffect(() => () => player.current?.pause(), []);

  const play = async () => {
    player.current ??= new Audio("/two-notes.wav");
    const audio = player.current;
    audio.volume = volume.peek() / 100;
    audio.currentTime = 0;
    try {
      if ("setSinkId" in audio) await audio.setSinkId(speaker.peek() ?? "");
      await audio.play();
    } catch {
      // A speaker that has just gone: the list beside the button says so by itself.
    }
  };

  return (
    <button type="button" class="button" onClick={() => void play()}>
      <Icon of={Volume2} size={18} />
      <span>{words.testSound}</span>
    </button>
  );
}
