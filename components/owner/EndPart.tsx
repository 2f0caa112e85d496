import type { OwnSpace } from "../../lib/owner/own_space.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { ConfirmButton } from "../shell/ConfirmButton.tsx";
import { TroubleLine } from "./TroubleLine.tsx";

/** The end of the call for everybody. */
export function EndPart({ own }: { own: OwnSpace }) {
  const all = useOwnerWords();
  const words = all.end;
  const { requests } = own.people;
  return (
    <section class="account-part" aria-labelledby="end-title">
      <h2 id="end-title" tabIndex={-1} data-focus-home>{words.title}</h2>
      <p class="account-why">{words.more}</p>
      <ConfirmButton
        word={words.end}
        question={words.ask}
        keep={all.keep}
        class="button-danger"
        isBusy={requests.pending.value.has("end")}
        onYes={() => void own.people.endForAll()}
      />
      <p role="status">{own.people.hasEnded.value && words.done}</p>
      <TroubleLine requests={requests} at={(at) => at === "end"} />
    </section>
  );
}
