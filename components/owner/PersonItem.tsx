import type { Role } from "../../lib/contract/participant.ts";
import type { SpacePerson, SpaceSettings } from "../../lib/contract/space.ts";
import { assignableRoles, givenRoles } from "../../lib/contract/roles.ts";
import { mayChange } from "../../lib/owner/choices.ts";
import type { SpacePeople } from "../../lib/owner/space_people.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { ConfirmButton } from "../shell/ConfirmButton.tsx";
import { useEdit } from "../shell/useEdit.ts";
import { TroubleLine } from "./TroubleLine.tsx";

interface PersonItemProps {
  person: SpacePerson;
  people: SpacePeople;
  /** The visitor's own role. */
  own: Role;
  settings: SpaceSettings;
}

/** One person. Only what the visitor's role allows is offered. */
export function PersonItem({ person, people, own, settings }: PersonItemProps) {
  const words = useOwnerWords();
  const { participantName: name, isInside, isBanned, isAdmitted, kind } = person;
  const isBusy = people.requests.pending.value.has(person.id);
  const edit = useEdit<Role>();
  const shownRole = edit.over(person.role);
  const canChange = mayChange(own, person);
  // In an open space nobody has to be let in.
  const isDoorOpen = settings.policy === "open";
  const ban = (kind === "guest" ? words.people.banGuestAsk : words.people.banAsk)(name);
  const signs = [
    person.isYou && words.people.you,
    kind === "guest" && words.people.guest,
    isInside && words.people.inside,
    isAdmitted && !isBanned && !isDoorOpen && words.people.admitted,
    !canChange && words.roles[person.role],
  ].filter((sign) => sign !== false);
  const button = { isBusy, class: "button-quiet" };
  return (
    <li
      class="account-item"
      aria-label={name}
      aria-busy={isBusy}
      tabIndex={-1}
      data-focus-home
    >
      <p class="account-item-text">
        <b class="notranslate">{name}</b>
        <span>
          {signs.join(" · ")}
          {isBanned && signs.length > 0 && " "}
          {isBanned && <span class="mark mark-danger">{words.people.banned}</span>}
        </span>
      </p>
      {canChange && !isBanned && (
        <select
          class="field owner-select"
          value={shownRole}
          aria-label={words.people.roleOf(name)}
          onChange={(event) => {
            const { value } = event.currentTarget;
            const role = givenRoles.find((role) => role === value);
            if (role) void edit.choose(role, people.setRole(person, role));
          }}
        >
          {assignableRoles(own).map((role) => (
            <option key={role} value={role} selected={role === shownRole}>
              {words.roles[role]}
            </option>
          ))}
        </select>
      )}
      {canChange && (
        <span class="account-item-buttons owner-buttons">
          {isBanned && (
            <button
              type="button"
              class="button button-small"
              aria-label={words.people.liftNamed(name)}
              onClick={() => void people.liftBan(person)}
            >
              {words.people.lift}
            </button>
          )}
          {!isBanned && !isDoorOpen && (
            <button
              type="button"
              class="button button-small button-quiet"
              aria-label={isAdmitted
                ? words.people.dismissNamed(name)
                : words.people.admitNamed(name)}
              onClick={() => void people.setAdmitted(person, !isAdmitted)}
            >
              {isAdmitted ? words.people.dismiss : words.people.admit}
            </button>
          )}
          {isInside && (
            <ConfirmButton
              {...button}
              keep={words.keep}
              word={words.people.remove}
              label={words.people.removeNamed(name)}
              question={words.people.removeAsk(name)}
              onYes={() => void people.remove(person)}
            />
          )}
          {!isBanned && (
            <ConfirmButton
              {...button}
              keep={words.keep}
              word={words.people.ban}
              label={words.people.banNamed(name)}
              question={isDoorOpen && !settings.isLocked ? `${ban} ${words.people.banOpen}` : ban}
              onYes={() => void people.ban(person)}
            />
          )}
          {!isInside && !isBanned && (
            <ConfirmButton
              {...button}
              keep={words.keep}
              word={words.people.forget}
              label={words.people.forgetNamed(name)}
              question={words.people.forgetAsk(name)}
              onYes={() => void people.forget(person)}
            />
          )}
        </span>
      )}
      <TroubleLine requests={people.requests} at={(at) => at === person.id} />
    </li>
  );
}
