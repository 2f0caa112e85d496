import type { Signal } from "@preact/signals";
import { usePushToTalk } from "../../lib/media/hooks/usePushToTalk.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Check } from "../settings/Check.tsx";
import { Dialog } from "../shell/Dialog.tsx";
import { type CallAction, offeredActions } from "./call_actions.ts";

/** The list of keyboard shortcuts, with a switch that turns them off. */
export function ShortcutList({ actions, areOn, onClose }: {
  actions: readonly CallAction[];
  areOn: Signal<boolean>;
  onClose(): void;
}) {
  const { shortcuts: words, call } = useCallWords();
  const talk = usePushToTalk();
  const keys = [
    ["M", words.microphone],
    ...talk.isOn.value ? [[call.talkKeys[talk.key.value], words.talk]] : [],
    ["C", words.camera],
    ["+ −", words.zoom],
    ...offeredActions(actions).flatMap(({ key, does, word }) =>
      key ? [[key.toUpperCase(), does ?? word]] : []
    ),
    ["Esc", words.close],
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
