import type { OwnSpace } from "../../lib/owner/own_space.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { PersonItem } from "./PersonItem.tsx";

/** The people inside or with a membership, and what each is given or denied. */
export function PeoplePart({ own }: { own: OwnSpace }) {
  const words = useOwnerWords().people;
  const people = own.people.people.value;
  return (
    <section class="account-part" aria-labelledby="people-title">
      <h2 id="people-title" tabIndex={-1} data-focus-home>{words.title}</h2>
      {people.length === 0 && <p class="account-why">{words.none}</p>}
      {people.length > 0 && (
        <ul role="list" class="account-list" aria-labelledby="people-title">
          {people.map((person) => (
            <PersonItem
              key={person.id}
              person={person}
              people={own.people}
              own={own.rules.role.value}
              settings={own.rules.settings.value}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
