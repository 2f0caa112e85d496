/** What a screen reader is told of new messages: seldom enough for a person who listens to the call at the same time. */
import type { ChatItem } from "../../lib/media/chat/chat_types.ts";
import type { ChatWords } from "../messages/en_chat.ts";

/** Messages are gathered for this long, so that several make one sentence. */
export const gatherMs = 1_000;

/** The quiet after a sentence: messages within it are told at its end. */
export const quietMs = 4_000;

/** A longer message is cut. */
const longestSaid = 200;

/** The dependencies of `ChatNews`. */
export interface ChatNewsParts {
  readonly words: ChatWords;
  say(sentence: string): void;
  /** Calls `run` once after `ms`; the answered function cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** Tells of messages of others that came after the first look. */
export class ChatNews {
  readonly #parts: ChatNewsParts;
  /** Number of the newest message that was looked at; `null` before the first look. */
  #lastSeq: number | null = null;
  readonly #texts = new Set<string>();
  #fresh: ChatItem[] = [];
  #cancel: (() => void) | null = null;

  constructor(parts: ChatNewsParts) {
    this.#parts = parts;
  }

  /** Looks at all messages; before `isReady` they are not there yet. */
  look(messages: readonly ChatItem[], isReady: boolean): void {
    if (!isReady) return;
    const newest = messages.findLast(({ seq }) => seq !== null)?.seq ?? 0;
    const known = this.#lastSeq;
    // A chat that was emptied begins anew.
    this.#lastSeq = newest;
    const fresh = messages.filter(({ id, seq, source, isOwn, text }) => {
      const isText = source === "stream";
      const isNew = isText ? !this.#texts.has(id) : seq !== null && known !== null && seq > known;
      if (isText) this.#texts.add(id);
      return isNew && known !== null && !isOwn && text !== null;
    });
    if (fresh.length === 0) return;
    this.#fresh.push(...fresh);
    this.#cancel ??= this.#parts.after(gatherMs, () => this.#tell());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #tell(): void {
    this.#cancel = null;
    const { words, say, after } = this.#parts;
    const [first, ...others] = this.#fresh;
    if (!first) return;
    this.#fresh = [];
    const text = [...first.text ?? ""];
    const cut = text.length > longestSaid ? `${text.slice(0, longestSaid).join("")}…` : first.text;
    say(
      others.length > 0
        ? words.newMessages(others.length + 1)
        : words.saidBy(first.name, cut ?? ""),
    );
    this.#cancel = after(quietMs, () => this.#tell());
  }
}
