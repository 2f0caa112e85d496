import type { ReadonlySignal } from "@preact/signals";
import type { CallError } from "../../lib/media/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import type { CallWords } from "../messages/en_call.ts";
import { Notice } from "../shell/Notice.tsx";

function hasWords(type: string, words: CallWords): type is keyof CallWords["callError"] {
  return Object.hasOwn(words.callError, type);
}

/** The sentence for an error of the call; one that is new to us is said in general. */
export function callErrorText(error: CallError, words: CallWords): string {
  return hasWords(error.type, words) ? words.callError[error.type] : words.callError.other;
}

/** Why one could not come in. The button to press again is *Join*, right beside it. */
export function CallTrouble({ error }: { error: ReadonlySignal<CallError | null> }) {
  const words = useCallWords();
  if (!error.value) return null;
  const { retryAfterSeconds } = error.value;
  return (
    <Notice
      tone={error.value.remedy === "none" ? "danger" : "attention"}
      text={callErrorText(error.value, words)}
      more={retryAfterSeconds ? words.waitSeconds(retryAfterSeconds) : undefined}
    />
  );
}
