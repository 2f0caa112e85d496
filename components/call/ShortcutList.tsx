import type { Signal } from "@preact/signals";
import { usePushToTalk } from "../../lib/media/hooks/usePushToTalk.ts";
import { useCallWords } from "../messages/call_words.ts";
import { Check } from "../settings/Check.tsx";
import { Dialog } from "../shell/Dialog.tsx";

/** The keys that work in a call, each with what it does. */
export function ShortcutList({ canShareScreen, areOn, onClose }: {
  canShareScreen: boolean;
  areOn: Signal<boolean>;
  onClose(): void;
}) {
  const { shortcuts: words, settings } = useCallWords();
  const talk = usePushToTalk();
  const keys = [
    ["M", words.microphone],
    ...talk.isOn.value ? [[settings.talkKeys[talk.key.value], words.talk]] : [],
    ["C", words.camera],
    ...canShareScreen ? [["S", words.screen]] : [],
    ["F", words.full],
    ["+ −", words.zoom],
    ["Esc", words.close],
    ["?", words.list],
  ];
  return (
    <Dialog
      id="shortcuts"
      class="dialog-short"
      title={words.title}
      closeWord={words.done}
      onClose={onClose}
    >
      <dl class="shortcuts">
        {keys.map(([key, does]) => (
          <div key={key} class="shortcut">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Check
        label={words.areOn}
        isChecked={areOn.value}
        onToggle={() => areOn.value = !areOn.peek()}
      />
    </Dialog>
  );
}
