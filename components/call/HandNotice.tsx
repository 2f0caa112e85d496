import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useHand } from "../../lib/media/hooks/useHand.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Notice } from "../shell/Notice.tsx";

/** After one's turn, the offer to lower the hand; and why it could not be raised. For readers, also whose hand is up. */
export function HandNotice() {
  const words = useCallWords().hand;
  const hand = useHand({ listens: true });
  return (
    <>
      <HandNews />
      <div role="status">
        {hand.isLoweringOffered.value && (
          <Notice role="group" tone="attention" text={words.spoken}>
            <button type="button" class="button button-main" onClick={() => void hand.lower()}>
              {words.lower}
            </button>
            <button type="button" class="button button-quiet" onClick={hand.keepRaised}>
              {words.keep}
            </button>
          </Notice>
        )}
        {hand.error.value && (
          <Notice role="group" tone="attention" text={words.failed}>
            <button type="button" class="button" onClick={hand.dismissError}>{words.close}</button>
          </Notice>
        )}
      </div>
    </>
  );
}

/** One's place among the raised hands, for as long as the hand is up. */
export function HandPlace() {
  const words = useCallWords().hand;
  const place = useHand().place.value;
  return <p class="role-notice hand-place" role="status">{place !== null && words.place(place)}</p>;
}

/** Hands that others raise, for readers: those that are up when one comes are in the list. */
function HandNews() {
  const words = useCallWords().hand;
  const { raised } = useHand();
  const known = useRef<ReadonlySet<string> | null>(null);
  const said = useSignal("");
  useSignalEffect(() => {
    const others = raised.value.filter(({ isLocal }) => !isLocal);
    const before = known.current;
    known.current = new Set(others.map(({ seatId }) => seatId));
    if (before === null) return;
    const added = others.filter(({ seatId }) => !before.has(seatId));
    if (added.length > 1) said.value = words.others(added.length);
    else if (added.length === 1) said.value = words.other(added[0].displayName.peek());
    else if (others.length < before.size) said.value = "";
  });
  return <p class="visually-hidden" role="status">{said}</p>;
}
