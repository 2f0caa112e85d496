import { spacePage } from "../../lib/contract/space_address.ts";
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useModeration } from "../../lib/media/hooks/useModeration.ts";
import { useSpaceWords } from "../messages/joined_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Dialog } from "../shell/Dialog.tsx";
import { useEdit } from "../shell/useEdit.ts";
import { usePopover } from "../shell/usePopover.ts";
import { LockIcon } from "./icons.tsx";

/** The menu of the space as a whole, for moderators: lock, settings, end for all. */
export function SpaceMenu({ slug }: { slug: string }) {
  const words = useSpaceWords();
  const moderation = useModeration();
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const isOpen = usePopover(opener, panel);
  const isEnding = useSignal(false);
  const lock = useEdit<boolean>();
  const isLocked = lock.over(moderation.isLocked.value === true);
  return (
    <div class="space-menu">
      <button
        ref={opener}
        type="button"
        class="button button-small"
        popovertarget="space-menu"
        aria-expanded={ariaState(isOpen.value)}
        aria-controls="space-menu"
      >
        {isLocked && <LockIcon isLocked />}
        <span>{words.manage}</span>
        {isLocked && <span class="visually-hidden">({words.locked})</span>}
      </button>
      <div ref={panel} id="space-menu" class="panel" popover="auto">
        {isOpen.value && (
          <>
            <button
              type="button"
              class="panel-item"
              aria-pressed={ariaState(isLocked)}
              aria-describedby="lock-more"
              onClick={() => void lock.choose(!isLocked, moderation.setLocked(!isLocked))}
            >
              <LockIcon isLocked={isLocked} />
              {words.lock}
            </button>
            <p id="lock-more" class="panel-more">{words.lockMore}</p>
            <hr class="panel-line" />
            {/* The settings open in a new tab, so that the call goes on here. */}
            <a
              class="panel-item"
              href={spacePage(slug, "/settings")}
              target="_blank"
              rel="noopener"
              onClick={() => panel.current?.hidePopover()}
            >
              {words.spaceSettings}
            </a>
            <button
              type="button"
              class="panel-item panel-item-danger"
              onClick={() => {
                panel.current?.hidePopover();
                isEnding.value = true;
              }}
            >
              {words.endForAll}
            </button>
          </>
        )}
      </div>
      {isEnding.value && (
        <Dialog
          id="end"
          class="dialog-small"
          title={words.endTitle}
          closeWord={words.cancel}
          onClose={() => isEnding.value = false}
        >
          <div class="dialog-question">
            <p>{words.endMore}</p>
            <div class="dialog-answers">
              <button
                type="button"
                class="button button-danger"
                autofocus
                onClick={() => {
                  isEnding.value = false;
                  void moderation.endForAll();
                }}
              >
                {words.endConfirm}
              </button>
            </div>
          </div>
        </Dialog>
      )}
    </div>
  );
}
