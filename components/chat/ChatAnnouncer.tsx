import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { ChatModel } from "../../lib/media/chat/chat_types.ts";
import { useChatWords } from "../messages/joined_words.ts";
import { ChatNews } from "./chat_news.ts";

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** Says new messages politely, to screen readers only, whether the panel is open or not. */
export function ChatAnnouncer({ chat }: { chat: ChatModel }) {
  const words = useChatWords();
  const said = useSignal("");
  const news = useMemo(
    () => new ChatNews({ words, after, say: (sentence) => said.value = sentence }),
    [],
  );
  useSignalEffect(() => news.look(chat.messages.value, chat.isReady.value));
  useEffect(() => () => news.stop(), []);
  return <p class="visually-hidden notranslate" role="status">{said}</p>;
}
