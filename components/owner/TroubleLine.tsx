import type { RequestQueue } from "../../lib/owner/request_queue.ts";
import { useOwnerWords } from "../messages/owner_words.ts";

/** The failures after which another try can succeed. */
const passing = [
  "offline",
  "storage-unavailable",
  "livekit-unavailable",
  "rate-limited",
  "unexpected",
];

/** A failure beneath the control that caused it, with a way to try again. */
export function TroubleLine(
  { requests, at }: { requests: RequestQueue; at: (at: string) => boolean },
) {
  const words = useOwnerWords();
  const trouble = requests.trouble.value;
  const isHere = trouble !== null && at(trouble.at);
  const text = Object.entries(words.trouble).find(([code]) => code === trouble?.code)?.[1];
  return (
    <div class="owner-trouble" role="alert">
      {isHere && <p>{text ?? words.trouble.unexpected}</p>}
      {isHere && (passing.includes(trouble.code) || text === undefined) && (
        <button
          type="button"
          class="button button-small"
          onClick={() => void requests.again()}
        >
          {words.tryAgain}
        </button>
      )}
    </div>
  );
}
