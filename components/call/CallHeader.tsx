import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { isPersonKind } from "../../lib/contract/outside.ts";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useModeration } from "../../lib/media/hooks/useModeration.ts";
import { useCallWords } from "../messages/call_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Icon } from "../shell/Icon.tsx";
import { Ear, Keyboard, UserPlus, UsersRound } from "./signs.tsx";
import { useCloseOnOutsideClick } from "../shell/useCloseOnOutsideClick.ts";
import { Invitation } from "./Invitation.tsx";
import { SpaceMenu } from "./SpaceMenu.tsx";

interface CallHeaderProps {
  slug: string;
  spaceName: string;
  people: ReadonlySignal<readonly ParticipantTracks[]>;
  isListenOnly: ReadonlySignal<boolean>;
  /** Who one is. */
  account?: ComponentChildren;
  /** Shows the list of keys. */
  onKeys(): void;
}

/** Where one is, with how many, and the way to bring others in. */
export function CallHeader(props: CallHeaderProps) {
  const { slug, spaceName, people, isListenOnly, account, onKeys } = props;
  const words = useCallWords();
  const moderation = useModeration();
  const isInviting = useSignal(false);
  const opener = useRef<HTMLButtonElement>(null);
  const place = useRef<HTMLDivElement>(null);
  useCloseOnOutsideClick(place, isInviting);
  const isAlone = people.value.length <= 1;
  const count = people.value.filter(({ kind }) => isPersonKind(kind.value)).length;

  const close = () => {
    isInviting.value = false;
    opener.current?.focus();
  };

  return (
    <header class="call-header">
      <h1 class="notranslate" tabIndex={-1} data-focus-first>{spaceName}</h1>
      <p class="call-count">
        <Icon of={UsersRound} size={18} />
        <span>{words.call.peopleHere(count)}</span>
      </p>
      {isListenOnly.value && (
        <p class="call-count">
          <Icon of={Ear} size={18} />
          <span>{words.call.listening}</span>
        </p>
      )}
      {/* What comes with the second person comes first: nothing that stands there already moves. */}
      <div class="call-tools">
        {!isAlone && (
          <div
            ref={place}
            class="invite"
            onKeyDown={(event) => event.key === "Escape" && isInviting.peek() && close()}
          >
            <button
              ref={opener}
              type="button"
              class="button button-small"
              aria-expanded={ariaState(isInviting.value)}
              onClick={() => isInviting.value = !isInviting.peek()}
            >
              <Icon of={UserPlus} size={18} />
              <span>{words.invite.open}</span>
            </button>
            {isInviting.value && (
              <div class="invite-panel">
                <Invitation slug={slug} />
              </div>
            )}
          </div>
        )}
        <button
          type="button"
          class="button button-quiet button-round keys-button"
          aria-label={words.shortcuts.title}
          aria-keyshortcuts="?"
          title={`${words.shortcuts.title} (?)`}
          onClick={onKeys}
        >
          <Icon of={Keyboard} />
        </button>
        {account}
        {moderation.mayModerate.value && <SpaceMenu slug={slug} />}
      </div>
    </header>
  );
}
