import type { LiveKitCall } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import type { CallWords } from "../messages/en_call.ts";
import { PreJoinTrouble } from "./PreJoinTrouble.tsx";
import { testPath } from "./test_path.ts";

type Departure = NonNullable<LiveKitCall["departure"]["value"]>;

/** What is said, and the word on the way back, where there is one. */
export function endingOf(departure: Departure | null, words: CallWords["ended"]) {
  switch (departure) {
    case "left":
      return { title: words.left, wayBack: words.rejoin };
    case "taken-over":
      return { title: words.takenOver, more: words.takenOverMore, wayBack: words.comeBack };
    case "removed":
      return { title: words.removed, more: words.removedMore, wayBack: words.comeBack };
    case "banned":
      return { title: words.banned, more: words.bannedMore };
    case "ended":
      return { title: words.ended, wayBack: words.comeBack };
    case "closed":
      return { title: words.closed, more: words.closedMore, wayBack: words.comeBack };
    case "gave-up":
      return { title: words.gaveUp, more: words.gaveUpMore, wayBack: words.comeBack };
    default:
      return { title: words.unknown, wayBack: words.comeBack };
  }
}

interface EndedProps {
  slug: string;
  /** Its name, else its slug. */
  spaceName: string;
  call: LiveKitCall;
  isComingBack: boolean;
  onComeBack(): void;
}

/** After the call: why it ended, and the way back where there is one. */
export function Ended({ slug, spaceName, call, isComingBack, onComeBack }: EndedProps) {
  const callWords = useCallWords();
  const words = callWords.ended;
  const ending = endingOf(call.departure.value, words);
  return (
    <main class="still" id="content">
      <p class="still-sign notranslate">{(call.spaceName.value ?? spaceName) || slug}</p>
      <h1 tabIndex={-1} data-focus-first>{ending.title}</h1>
      {ending.more && <p class="still-more">{ending.more}</p>}
      <div class="still-buttons">
        {ending.wayBack && (
          <button
            type="button"
            class="button button-main button-large"
            aria-busy={isComingBack}
            onClick={() => isComingBack || onComeBack()}
          >
            {isComingBack ? words.comingBack : ending.wayBack}
          </button>
        )}
        {call.departure.value === "gave-up" && (
          <a class="button button-quiet" href={testPath(slug)}>{callWords.testConnection}</a>
        )}
        <a class="button button-quiet" href="/">{words.otherSpace}</a>
      </div>
      <PreJoinTrouble call={call} slug={slug} onRetry={onComeBack} />
    </main>
  );
}
