import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useChat } from "../../lib/media/hooks/useChat.ts";
import type { ChatModel } from "../../lib/media/chat/chat_types.ts";
import { ChevronDown } from "../call/icons.tsx";
import { useCallWords, useChatWords } from "../messages/joined_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { Notice } from "../shell/Notice.tsx";
import { Composer } from "./Composer.tsx";
import { MessageList } from "./MessageList.tsx";
import { useMessageScroll } from "./useMessageScroll.ts";

/** The chat of the space, beside the call. */
export function Panel() {
  const chat = useChat();
  const words = useChatWords();
  const box = useRef<HTMLDivElement>(null);
  const items = chat.messages.value;
  const scroll = useMessageScroll(box, items);
  const { from, to } = scroll.shown;
  useSignalEffect(() => chat.setReading(scroll.isAtEnd.value));
  useEffect(() => () => chat.setReading(false), []);
  const unread = chat.unread.value;
  return (
    <div class="chat">
      <div class="chat-view">
        <div
          ref={box}
          class="chat-scroll"
          role="region"
          aria-label={words.messages}
          tabIndex={0}
          onScroll={scroll.onScroll}
        >
          <Beginning chat={chat} isFirstShown={from === 0} onEarlier={scroll.showEarlier} />
          <MessageList items={items.slice(from, to)} before={items[from - 1] ?? null} chat={chat} />
        </div>
        {!scroll.isAtEnd.value && (
          <button
            type="button"
            class={unread > 0 ? "button chat-pill chat-pill-new" : "button chat-pill"}
            onClick={scroll.toEnd}
          >
            <Icon of={ChevronDown} size={18} />
            {unread > 0 ? words.newMessages(unread) : words.toNewest}
          </button>
        )}
      </div>
      <Trouble chat={chat} />
      {chat.mayWrite.value
        ? <Composer chat={chat} onSent={scroll.toEnd} />
        : <p class="chat-off" role="status">{words.off}</p>}
    </div>
  );
}

/** What stands above the messages: earlier ones, or how long they are kept. */
function Beginning(
  { chat, isFirstShown, onEarlier }: {
    chat: ChatModel;
    isFirstShown: boolean;
    onEarlier(): boolean;
  },
) {
  const words = useChatWords();
  const isLoading = useSignal(false);
  const showEarlier = async () => {
    if (onEarlier() || isLoading.peek()) return;
    isLoading.value = true;
    await chat.loadEarlier();
    isLoading.value = false;
  };
  if (!chat.isReady.value) return <p class="chat-note" role="status">{words.loading}</p>;
  const kept = chat.kept.value;
  if (isFirstShown && !chat.hasEarlier.value) {
    return (
      <div class="chat-note">
        {chat.messages.value.length === 0 && <p class="chat-none">{words.none}</p>}
        {kept && <p>{words.kept[kept]}</p>}
      </div>
    );
  }
  return (
    <div class="chat-note">
      <button
        type="button"
        class="button button-small"
        aria-busy={isLoading.value}
        onClick={() => void showEarlier()}
      >
        {words.earlier}
      </button>
    </div>
  );
}

/** Above the field: what keeps messages from being sent or deleted. */
function Trouble({ chat }: { chat: ChatModel }) {
  const words = useChatWords();
  const { callError } = useCallWords();
  const reasons: Readonly<Record<string, string>> = callError;
  const error = chat.error.value;
  return (
    <div class="chat-trouble">
      {chat.isAway.value && <p class="chat-away" role="status">{words.away}</p>}
      {error && <Notice tone="danger" text={reasons[error.type] ?? reasons.other} />}
    </div>
  );
}
