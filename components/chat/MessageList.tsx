import { useContext, useMemo } from "preact/hooks";
import type { ChatItem, ChatModel } from "../../lib/media/chat/chat_types.ts";
import { useChatWords } from "../messages/joined_words.ts";
import { LocaleContext } from "../messages/words.ts";
import { MessageItem, type MessageTimes } from "./MessageItem.tsx";
import { messageRows } from "./message_rows.ts";

interface MessageListProps {
  items: readonly ChatItem[];
  /** The message above the first one, which is not shown. */
  before: ChatItem | null;
  chat: ChatModel;
}

/** Messages in their order. */
export function MessageList({ items, before, chat }: MessageListProps) {
  const words = useChatWords();
  const locale = useContext(LocaleContext);
  // A format costs more than all that it writes.
  const times = useMemo(() => timesIn(locale), [locale]);
  const rows = messageRows(items, before, times.day);
  return (
    <ol class="chat-list" role="list" aria-label={words.messages}>
      {rows.map((row) => <MessageItem key={row.item.id} row={row} times={times} chat={chat} />)}
    </ol>
  );
}

function timesIn(locale: string): MessageTimes {
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "full" });
  return { time: (at) => time.format(at), day: (at) => day.format(at) };
}
