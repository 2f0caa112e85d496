import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { ChatItem, ChatModel } from "../../lib/media/chat/chat_types.ts";
import { useCallWords, useChatWords } from "../messages/joined_words.ts";
import { ConfirmButton } from "../shell/ConfirmButton.tsx";
import { messageParts } from "./message_parts.ts";
import type { MessageRow } from "./message_rows.ts";

/** A longer text is shown in part at first. */
const foldedLines = 16;
const foldedCharacters = 600;

/** Milliseconds since 1970 as words, by the person's own clock. */
export interface MessageTimes {
  time(at: number): string;
  day(at: number): string;
}

interface MessageItemProps {
  row: MessageRow;
  times: MessageTimes;
  chat: ChatModel;
}

/** One message: who and when (under one name for several), what, how it fares, and what one can do with it. */
export function MessageItem({ row, times, chat }: MessageItemProps) {
  const { item, isNewDay, hasHead } = row;
  const words = useChatWords();
  const classes = ["chat-item", item.isOwn && "chat-own", hasHead && "chat-first"];
  return (
    <>
      {isNewDay && <li class="chat-day">{times.day(item.at)}</li>}
      <li class={classes.filter(Boolean).join(" ")} data-message={item.id}>
        <p class={hasHead ? "chat-head" : "visually-hidden"}>
          <Author item={item} />
          <time dateTime={new Date(item.at).toISOString()}>{times.time(item.at)}</time>
        </p>
        {item.text === null
          ? <p class="chat-gone">{words.removed[item.deletedBy ?? "author"]}</p>
          : item.fault
          ? <p class="chat-gone">{words.faults[item.fault]}</p>
          : <MessageText text={item.text} />}
        <MessageState item={item} chat={chat} />
        {chat.mayRemove(item) && (
          <div class="chat-actions">
            <ConfirmButton
              class="button-quiet"
              word={words.remove}
              label={words.removeOf(item.isOwn ? words.you : item.name)}
              question={words.removeAsk}
              keep={words.keep}
              isBusy={false}
              onYes={() => void chat.remove(item)}
            />
          </div>
        )}
      </li>
    </>
  );
}

function Author({ item }: { item: ChatItem }) {
  const words = useChatWords();
  const { roles } = useCallWords().call;
  if (item.isOwn) return <strong>{words.you}</strong>;
  if (item.name === "") return <strong>{words.unknown}</strong>;
  return (
    <>
      <strong class="notranslate">{item.name}</strong>
      {(item.role === "owner" || item.role === "moderator") && (
        <span class="chat-role">{roles[item.role]}</span>
      )}
      {item.source === "stream" && <span class="chat-role">{words.notKept}</span>}
    </>
  );
}

/** Text as text, with its links. */
function MessageText({ text }: { text: string }) {
  const words = useChatWords();
  const isOpen = useSignal(false);
  const parts = useMemo(() => messageParts(text), [text]);
  const isLong = text.length > foldedCharacters || text.split("\n").length > foldedLines;
  return (
    <>
      <p class={isLong && !isOpen.value ? "chat-text chat-folded" : "chat-text"} dir="auto">
        {parts.map((part, index) =>
          typeof part === "string"
            ? part
            : (
              <a key={index} href={part.href} target="_blank" rel="noopener noreferrer">
                {part.text}
              </a>
            )
        )}
      </p>
      {isLong && !isOpen.value && (
        <button
          type="button"
          class="button button-small button-quiet"
          onClick={() => isOpen.value = true}
        >
          {words.showAll}
        </button>
      )}
    </>
  );
}

function MessageState({ item, chat }: { item: ChatItem; chat: ChatModel }) {
  const words = useChatWords();
  const { callError } = useCallWords();
  if (item.state === "sent") return null;
  if (item.state !== "failed") {
    return <p class="chat-state">{item.state === "sending" ? words.sending : words.waiting}</p>;
  }
  const reasons: Readonly<Record<string, string>> = callError;
  const reason = item.error ? reasons[item.error.type] ?? reasons.other : "";
  return (
    <div class="chat-state chat-failed" role="status">
      <p>{words.failed} {reason}</p>
      <button type="button" class="button button-small" onClick={() => chat.sendAgain(item)}>
        {words.sendAgain}
      </button>
      <button
        type="button"
        class="button button-small button-quiet"
        onClick={() => chat.discard(item)}
      >
        {words.discard}
      </button>
    </div>
  );
}
