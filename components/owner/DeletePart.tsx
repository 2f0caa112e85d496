import type { OwnSpace } from "../../lib/owner/own_space.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { ConfirmButton } from "../shell/ConfirmButton.tsx";
import { TroubleLine } from "./TroubleLine.tsx";

/** The end of the space itself: for its owner alone. */
export function DeletePart({ own }: { own: OwnSpace }) {
  const all = useOwnerWords();
  const words = all.remove;
  return (
    <section class="account-part" aria-labelledby="delete-title">
      <h2 id="delete-title" tabIndex={-1} data-focus-home>{words.title}</h2>
      <p class="account-why">{words.more}</p>
      <ConfirmButton
        word={words.remove}
        question={words.ask(own.slug)}
        keep={all.keep}
        class="button-danger"
        isBusy={own.removal.pending.value.has("delete")}
        onYes={() => void own.remove()}
      />
      <TroubleLine requests={own.removal} at={() => true} />
    </section>
  );
}
