import type { ReadonlySignal } from "@preact/signals";
import type { CallError } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import type { CallWords } from "../messages/en_call.ts";
import { Notice } from "../shell/Notice.tsx";
import { signInPath } from "./sign_in_path.ts";
import { testPath } from "./test_path.ts";

function hasWords(type: string, words: CallWords): type is keyof CallWords["callError"] {
  return Object.hasOwn(words.callError, type);
}

/** The sentence for an error of the call; an unknown code gets a general one. */
export function callErrorText(error: CallError, words: CallWords): string {
  return hasWords(error.type, words) ? words.callError[error.type] : words.callError.other;
}

/** Errors after which the same click may succeed later, because a moderator decides otherwise. */
const mayChange = ["space-full", "space-locked", "knock-refused", "link-spent"];

/** Errors whose cause a connection test finds. */
const mayBeTested = ["livekit-unreachable", "livekit-unavailable", "webrtc-off", "gave-up"];

interface CallTroubleProps {
  error: ReadonlySignal<CallError | null>;
  slug: string;
  onRetry(): void;
  /** Forgets this browser's key of the space. */
  onForgetKey(): void;
}

/** Why joining failed, and what to do about it: most often the button right above. */
export function CallTrouble({ error, slug, onRetry, onForgetKey }: CallTroubleProps) {
  const words = useCallWords();
  if (!error.value) return null;
  const { type, retryAfterSeconds } = error.value;
  return (
    <Notice
      tone={error.value.remedy === "none" ? "danger" : "attention"}
      text={callErrorText(error.value, words)}
      more={retryAfterSeconds ? words.waitSeconds(retryAfterSeconds) : undefined}
    >
      {mayChange.includes(type) && (
        <button type="button" class="button" onClick={onRetry}>{words.askAgain}</button>
      )}
      {mayBeTested.includes(type) && (
        <a class="button" href={testPath(slug)}>{words.testConnection}</a>
      )}
      {type === "encryption-off" && (
        <button type="button" class="button" onClick={onForgetKey}>{words.forgetKey}</button>
      )}
      {type === "not-a-member" && <a class="button" href={signInPath(slug)}>{words.signIn}</a>}
    </Notice>
  );
}
