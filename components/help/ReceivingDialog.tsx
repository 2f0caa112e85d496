import type { LiveKitMedia, ReceiveMode } from "../../lib/media/ports/call_types.ts";
import { useHelpWords } from "../messages/help_words.ts";
import { Dialog } from "../shell/Dialog.tsx";
import { dataAnHour, receivedBits, sentBy } from "./receive_cost.ts";

const modes: readonly ReceiveMode[] = ["everything", "lighter", "sound"];

/** How much to receive of the others' pictures, with the data that it costs. */
export function ReceivingDialog({ media, onClose }: { media: LiveKitMedia; onClose(): void }) {
  const words = useHelpWords().receiving;
  const sent = sentBy(media.participantTracks.value);
  return (
    <Dialog
      id="receiving"
      class="dialog-short"
      title={words.title}
      closeWord={words.done}
      onClose={onClose}
    >
      <fieldset class="choices receiving">
        <legend class="visually-hidden">{words.title}</legend>
        {modes.map((mode) => (
          <label key={mode} class="receiving-choice">
            <input
              type="radio"
              name="receiving"
              checked={media.receiving.value === mode}
              onChange={() => media.setReceiving(mode)}
            />
            <span class="receiving-words">
              <span class="choice-name">{words.modes[mode]}</span>
              <span class="choice-use">{words.more[mode]}</span>
              <span class="choice-cost">
                {words.cost(dataAnHour(receivedBits(mode, sent)))}
              </span>
            </span>
          </label>
        ))}
        <p class="receiving-note">{words.note}</p>
      </fieldset>
    </Dialog>
  );
}
