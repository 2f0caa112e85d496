import type { AdminPerson } from "../../lib/contract/admin.ts";
import type { Administration } from "../../lib/owner/administration.ts";
import { useAdminWords } from "../messages/admin_words.ts";
import { ConfirmButton } from "../shell/ConfirmButton.tsx";
import { CopyButton } from "../shell/CopyButton.tsx";
import { AdminTroubleLine } from "./AdminTroubleLine.tsx";
import { SearchForm } from "./SearchForm.tsx";

/** Accounts: found by name, signed out, helped back in, and deleted. */
export function PeoplePart({ admin }: { admin: Administration }) {
  const words = useAdminWords();
  const found = admin.people.value;
  const busy = admin.busyWith.value;
  const isFound = found !== null && busy !== "people";
  return (
    <section class="account-part" aria-labelledby="admin-people">
      <h2 id="admin-people" tabIndex={-1} data-focus-home>{words.people}</h2>
      <SearchForm
        id="find-people"
        label={words.findPeople}
        isBusy={busy === "people"}
        onSearch={(text) => void admin.findPeople(text)}
      />
      <AdminTroubleLine admin={admin} at="people" />
      {isFound && found.items.length === 0 && (
        <p class="account-why" role="status">{words.noPeople}</p>
      )}
      {found && found.items.length > 0 && (
        <ul role="list" class="account-list" aria-labelledby="admin-people">
          {found.items.map((person) => (
            <PersonItem key={person.userId} admin={admin} person={person} />
          ))}
        </ul>
      )}
      {found?.hasMore && <p class="account-why">{words.more}</p>}
    </section>
  );
}

function PersonItem({ admin, person }: { admin: Administration; person: AdminPerson }) {
  const words = useAdminWords();
  const { userId, participantName: name } = person;
  const at = `person ${userId}`;
  const issued = admin.issued.value;
  const ask = {
    keep: words.keep,
    class: "button-quiet",
    isBusy: admin.busyWith.value === at,
  };
  const facts = [
    words.sessions(person.sessions),
    words.passkeys(person.passkeys),
    words.codes(person.recoveryCodesLeft),
    ...person.providers,
    ...(person.spaces.length > 0 ? [words.owns(person.spaces.join(", "))] : []),
  ];
  return (
    <li class="account-item" aria-label={name} tabIndex={-1} data-focus-home>
      <p class="account-item-text">
        <b class="notranslate">{name}</b>
        <span>{facts.join(" · ")}</span>
        <span class="admin-id notranslate">{userId}</span>
      </p>
      <span class="account-item-buttons owner-buttons">
        <ConfirmButton
          {...ask}
          word={words.endSessions}
          label={words.endSessionsNamed(name)}
          question={words.endSessionsAsk(name)}
          onYes={() => void admin.endSessions(userId)}
        />
        <ConfirmButton
          {...ask}
          word={words.newCodes}
          label={words.newCodesNamed(name)}
          question={words.newCodesAsk(name)}
          onYes={() => void admin.renewRecoveryCodes(userId)}
        />
        <ConfirmButton
          {...ask}
          word={words.deletePerson}
          label={words.deletePersonNamed(name)}
          question={words.deletePersonAsk(name)}
          onYes={() => void admin.deletePerson(userId)}
        />
      </span>
      {issued?.userId === userId && (
        <div class="codes" role="status">
          <p>{words.codesOnce(name)}</p>
          <ul role="list" aria-label={words.newCodesNamed(name)}>
            {issued.codes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <CopyButton key={issued.codes[0]} text={issued.codes.join("\n")} words={words} />
        </div>
      )}
      <AdminTroubleLine admin={admin} at={at} />
    </li>
  );
}
