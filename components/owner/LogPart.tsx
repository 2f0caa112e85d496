import type { LoggedLine } from "../../lib/contract/space.ts";
import type { SpaceLog } from "../../lib/owner/space_log.ts";
import type { OwnerWords } from "../messages/en_owner.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { TimeText } from "./TimeText.tsx";
import { TroubleLine } from "./TroubleLine.tsx";

/** The latest events of the space, the newest first. */
export function LogPart({ log }: { log: SpaceLog }) {
  const words = useOwnerWords().log;
  const lines = log.lines.value;
  const names = log.names.value;
  return (
    <section class="account-part" aria-labelledby="log-title">
      <div class="log-top">
        <h2 id="log-title" tabIndex={-1} data-focus-home>{words.title}</h2>
        <button
          type="button"
          class="button button-small button-quiet"
          onClick={() => void log.look()}
        >
          {words.look}
        </button>
      </div>
      <p class="account-why">{lines.length === 0 ? words.none : words.why}</p>
      {lines.length > 0 && (
        <ol role="list" class="log" aria-labelledby="log-title">
          {lines.map((line) => (
            <li key={`${line.at} ${line.type} ${line.seatId}`}>
              <TimeText at={line.at} />
              <span>{sentenceOf(line, names.get(line.seatId), words)}</span>
            </li>
          ))}
        </ol>
      )}
      <TroubleLine requests={log.requests} at={(at) => at === "more"} />
      {log.hasMore.value && (
        <button
          type="button"
          class="button"
          aria-busy={log.requests.pending.value.has("more")}
          onClick={() => void log.more()}
        >
          {words.more}
        </button>
      )}
    </section>
  );
}

/** A line in words; a newer server may tell of things that we do not know. */
export function sentenceOf(
  { type, participantName }: LoggedLine,
  knownName: string | undefined,
  words: OwnerWords["log"],
): string {
  const say = Object.entries(words.events).find(([known]) => known === type)?.[1] ?? words.other;
  return say(participantName || knownName || words.somebody);
}
