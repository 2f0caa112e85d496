import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface DialogProps {
  /** The title's id is made from it; unique on the page. */
  id: string;
  title: string;
  /** The word of the button that closes it. */
  closeWord: string;
  class?: string;
  onClose(): void;
  children: ComponentChildren;
}

/**
 * A native modal dialog: nothing behind it can be reached, Escape and a click beside it close it, and the focus returns
 * to where it was. An element with `autofocus` inside is focused first.
 */
export function Dialog({ id, title, closeWord, onClose, children, ...rest }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = `${id}-title`;

  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      class={`dialog ${rest.class ?? ""}`}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="dialog-page">
        <header class="dialog-header">
          <h2 id={titleId} tabIndex={-1} data-focus-home>{title}</h2>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {closeWord}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
