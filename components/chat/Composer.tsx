import { useComputed } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { messageProblem } from "../../lib/contract/message_text.ts";
import type { ChatModel } from "../../lib/media/chat/chat_types.ts";
import { Send } from "../call/icons.tsx";
import { useChatWords } from "../messages/joined_words.ts";
import { Icon } from "../shell/Icon.tsx";

/** What is left is told from here on. */
const tellsLeftFrom = 200;

/** On a phone Enter begins a new line, as its keyboard says; the focus would bring that keyboard up. */
const hasKeyboard = () => matchMedia("(hover: hover)").matches;

/** The field for a message. Its text outlives the panel and a reload. */
export function Composer({ chat, onSent }: { chat: ChatModel; onSent(): void }) {
  const words = useChatWords();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = chat.draft.value;
  const left = useComputed(() => chat.charactersLeft(chat.draft.value)).value;
  const canSend = messageProblem(draft) === null && left >= 0;
  useLayoutEffect(() => fitToText(field.current), [draft]);
  useEffect(() => {
    if (hasKeyboard()) field.current?.focus({ preventScroll: true });
  }, []);
  const send = () => {
    if (chat.send(chat.draft.peek())) onSent();
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that ends a composition (한글, かな) belongs to it; Safari tells so by 229 alone.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || isComposing || !hasKeyboard()) return;
    event.preventDefault();
    if (canSend) send();
  };
  return (
    <form
      class="chat-composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        class="field chat-field"
        rows={1}
        value={draft}
        dir="auto"
        aria-label={words.placeholder}
        placeholder={words.placeholder}
        aria-describedby={left < tellsLeftFrom ? id : undefined}
        aria-invalid={left < 0 ? "true" : undefined}
        title={words.sendHint}
        enterkeyhint="send"
        onInput={({ currentTarget }) => chat.setDraft(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button
        type="submit"
        class="button button-round chat-send"
        aria-label={words.send}
        title={words.send}
        aria-disabled={canSend ? undefined : "true"}
      >
        <Icon of={Send} />
      </button>
      {left < tellsLeftFrom && (
        <p id={id} class={left < 0 ? "chat-left chat-left-over" : "chat-left"} role="status">
          {left < 0 ? words.tooLong(-left) : words.left(left)}
        </p>
      )}
    </form>
  );
}

/** As high as its text: CSS limits it. */
function fitToText(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}
