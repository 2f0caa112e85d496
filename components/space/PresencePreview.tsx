import type { ReadonlySignal } from "@preact/signals";
import type { Presence } from "../../lib/contract/presence.ts";
import { useWords } from "../messages/words.ts";
import { Avatar } from "../shell/Avatar.tsx";

/** Who one would meet: names for those who may know them, a count for anyone else. */
export function PresencePreview({ presence }: { presence: ReadonlySignal<Presence> }) {
  const words = useWords().door;
  const { count, people } = presence.value;
  return (
    <section class="inside" aria-labelledby="inside-title">
      <h2 id="inside-title">{words.insideNow}</h2>
      {count === 0
        ? <p class="inside-none">{words.nobodyInside}</p>
        : people && people.length > 0
        ? (
          <ul role="list" aria-labelledby="inside-title">
            {people.map((person) => (
              <li key={person.seatId} class="inside-person" aria-label={person.participantName}>
                <Avatar name={person.participantName} tintKey={person.seatId} />
                <span class="inside-name">{person.participantName}</span>
                {person.kind === "guest" && <span class="mark">{words.guest}</span>}
              </li>
            ))}
          </ul>
        )
        : <p class="inside-none">{words.countInside(count)}</p>}
    </section>
  );
}
