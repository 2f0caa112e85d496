import { type Signal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useModeration } from "../../lib/media/hooks/useModeration.ts";
import type { PersonAction } from "../../lib/media/space/moderation_types.ts";
import { useSpaceWords } from "../messages/joined_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { usePopover } from "../shell/usePopover.ts";
import { BanDialog } from "./BanDialog.tsx";
import { ConnectionItem } from "./ConnectionItem.tsx";
import { PersonVolume } from "./PersonVolume.tsx";
import { PersonViewItems } from "./PersonViewItems.tsx";
import { MoreIcon } from "./icons.tsx";

/** The menu on another person's tile: their volume in this browser, and moderation for moderators. */
export function PersonMenu({ person, at = "tile" }: {
  person: ParticipantTracks;
  /** Where it stands: there may be two at once. */
  at?: "tile" | "list";
}) {
  const words = useSpaceWords();
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const isOpen = usePopover(opener, panel);
  const isBanning = useSignal(false);
  const id = `more-${at}-${encodeURIComponent(person.seatId)}`;
  const isOther = person.volume.value !== 100;
  return (
    <div class={`person-menu ${isOpen.value || isOther ? "person-menu-shown" : ""}`}>
      <button
        ref={opener}
        type="button"
        class="button-icon"
        popovertarget={id}
        aria-label={words.moreFor(person.displayName.value)}
        aria-expanded={ariaState(isOpen.value)}
        aria-controls={id}
      >
        <MoreIcon />
      </button>
      <div ref={panel} id={id} class="panel person-panel" popover="auto">
        {isOpen.value && (
          <>
            <PersonVolume person={person} />
            <hr class="panel-line" />
            <PersonViewItems person={person} onDone={() => panel.current?.hidePopover()} />
            <ConnectionItem person={person} />
            <PersonActions
              person={person}
              isBanning={isBanning}
              onDone={() => panel.current?.hidePopover()}
            />
          </>
        )}
      </div>
      {isBanning.value && <BanDialog person={person} onClose={() => isBanning.value = false} />}
    </div>
  );
}

interface PersonActionsProps {
  person: ParticipantTracks;
  isBanning: Signal<boolean>;
  onDone(): void;
}

/** The moderator's actions. The menu closes at once, because the effect shows in the call. */
function PersonActions({ person, isBanning, onDone }: PersonActionsProps) {
  const words = useSpaceWords();
  const moderation = useModeration();
  const act = (action: PersonAction) => () => {
    onDone();
    void moderation.act(action, person);
  };
  // Any moderator lowers any hand.
  const lowerHand = moderation.mayModerate.value && person.handRaisedAt.value !== null && (
    <button type="button" class="panel-item" onClick={act("lower-hand")}>{words.lowerHand}</button>
  );
  if (!moderation.mayActOn(person)) return lowerHand || null;
  return (
    <>
      <hr class="panel-line" />
      {lowerHand}
      {!person.isMicrophoneMuted.value && (
        <button type="button" class="panel-item" onClick={act("mute")}>{words.mute}</button>
      )}
      {person.screen.value && (
        <button type="button" class="panel-item" onClick={act("stop-screen-share")}>
          {words.stopScreen}
        </button>
      )}
      {moderation.rolesFor(person).map((role) => (
        <button
          key={role}
          type="button"
          class="panel-item"
          onClick={() => {
            onDone();
            void moderation.giveRole(role, person);
          }}
        >
          {words.makeRole[role]}
        </button>
      ))}
      <hr class="panel-line" />
      <button type="button" class="panel-item panel-item-danger" onClick={act("remove")}>
        {words.remove}
      </button>
      {moderation.mayBan(person) && (
        <button
          type="button"
          class="panel-item panel-item-danger"
          onClick={() => {
            onDone();
            isBanning.value = true;
          }}
        >
          {words.ban}
        </button>
      )}
    </>
  );
}
