import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { SpaceKey } from "../../lib/contract/space_key.ts";
import { isPersonKind } from "../../lib/contract/outside.ts";
import type { ParticipantTracks, ReceiveMode } from "../../lib/media/ports/call_types.ts";
import { useModeration } from "../../lib/media/hooks/useModeration.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Icon } from "../shell/Icon.tsx";
import { Ear, Gauge, UserPlus, UsersRound } from "./icons.tsx";
import { encryptionWords } from "../messages/encryption_words.ts";
import { useLazy } from "../shell/useLazy.ts";
import { useCloseOnOutsideClick } from "../shell/useCloseOnOutsideClick.ts";
import { Invitation } from "./Invitation.tsx";
import { SpaceMenu } from "./SpaceMenu.tsx";

interface CallHeaderProps {
  slug: string;
  spaceName: string;
  people: ReadonlySignal<readonly ParticipantTracks[]>;
  isListenOnly: ReadonlySignal<boolean>;
  receiving: ReadonlySignal<ReceiveMode>;
  onReceiving(): void;
  spaceKey: ReadonlySignal<SpaceKey | null>;
  /** The visitor's account, or a way to sign in. */
  account?: ComponentChildren;
}

/** The space's name, how many people are inside, and the invitation. */
export function CallHeader(props: CallHeaderProps) {
  const { slug, spaceName, people, isListenOnly, receiving, onReceiving, account } = props;
  const words = useCallWords();
  const moderation = useModeration();
  const { spaceKey: key } = props;
  const encryptedCode = useLazy(() => import("../encryption/EncryptedCall.tsx"), encryptionWords);
  useSignalEffect(() => {
    if (key.value) encryptedCode.load();
  });
  const EncryptedCall = key.value && encryptedCode.module.value?.EncryptedCall;
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
      {EncryptedCall && <EncryptedCall people={people} />}
      {receiving.value !== "everything" && (
        <button type="button" class="call-count call-receiving" onClick={onReceiving}>
          <Icon of={Gauge} size={18} />
          <span>{words.call.receivingLess[receiving.value]}</span>
        </button>
      )}
      {isListenOnly.value && (
        <p class="call-count">
          <Icon of={Ear} size={18} />
          <span>{words.call.listening}</span>
        </p>
      )}
      {/* The invitation appears with the second person. It stands before the other buttons, so that they keep their places. */}
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
                <Invitation slug={slug} spaceKey={key} />
              </div>
            )}
          </div>
        )}
        {account}
        {moderation.mayModerate.value && <SpaceMenu slug={slug} />}
      </div>
    </header>
  );
}
