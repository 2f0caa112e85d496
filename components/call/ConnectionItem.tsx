import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Icon } from "../shell/Icon.tsx";
import { helpWords } from "../messages/help_words.ts";
import { useLazy } from "../shell/useLazy.ts";
import { Gauge } from "./icons.tsx";

/** An item of a person's menu that unfolds how their sound and pictures arrive. */
export function ConnectionItem({ person }: { person: ParticipantTracks }) {
  const words = useCallWords().call;
  const isOpen = useSignal(false);
  const code = useLazy(() => import("../help/call_help.ts"), helpWords);
  useEffect(() => {
    if (isOpen.value) code.load();
  }, [isOpen.value]);
  const help = code.module.value;
  return (
    <>
      <button
        type="button"
        class="panel-item"
        aria-expanded={ariaState(isOpen.value)}
        onClick={() => isOpen.value = !isOpen.peek()}
      >
        <Icon of={Gauge} size={18} />
        <span class="panel-item-word">{words.connection}</span>
      </button>
      {isOpen.value && help && <help.PersonConnection person={person} />}
    </>
  );
}
