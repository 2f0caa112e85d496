import type { ReadonlySignal } from "@preact/signals";
import { outsideName, type OutsideWords } from "../../lib/contract/outside.ts";
import type { Presence } from "../../lib/contract/presence.ts";
import { useWords } from "../messages/words.ts";
import { Avatar } from "../shell/Avatar.tsx";

/** The people inside: names for visitors who may see them, a count for others. */
export function PresencePreview(
  { presence, outsideWords }: {
    presence: ReadonlySignal<Presence>;
    outsideWords?: OutsideWords;
  },
) {
  const words = useWords().door;
  const { count, people = [], others = [] } = presence.value;
  const hasNames = presence.value.people !== undefined;
  return (
    <section class="inside" aria-labelledby="inside-title">
      <h2 id="inside-title">{words.insideNow}</h2>
      {count === 0 && <p class="inside-none">{words.nobodyInside}</p>}
      {count > 0 && !hasNames && <p class="inside-none">{words.countInside(count)}</p>}
      {people.length + others.length > 0 && (
        <ul role="list" aria-labelledby="inside-title">
          {people.map(({ seatId, participantName, kind }) => (
            <InsideItem
              key={seatId}
              name={participantName}
              tintKey={seatId}
              mark={kind === "guest" && words.guest}
            />
          ))}
          {others.map(({ kind, participantName, joinedAt }, index) => {
            const word = outsideName(kind, outsideWords);
            const name = participantName?.trim() || word;
            return (
              <InsideItem
                key={`${joinedAt} ${index}`}
                name={name}
                tintKey={name}
                mark={name !== word && word}
              />
            );
          })}
        </ul>
      )}
    </section>
  );
}

interface InsideItemProps {
  name: string;
  tintKey: string;
  /** What one should know of them. */
  mark: string | false;
}

function InsideItem({ name, tintKey, mark }: InsideItemProps) {
  return (
    <li class="inside-person" aria-label={name}>
      <Avatar name={name} tintKey={tintKey} />
      <span class="inside-name notranslate">{name}</span>
      {mark && <span class="mark">{mark}</span>}
    </li>
  );
}
