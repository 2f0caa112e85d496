/** The part of a space's chat that this page knows: one run of entries without a gap. */
import type { ChatEntry, ChatMessage, ChatPage } from "../../contract/chat.ts";

/** Early entries that are held, at most: more are read from the server anyway. */
const maxEarly = 500;

/** Entries in the order of their numbers. Each number counts once, however often and in whatever order it comes. */
export class ChatLog {
  /** Empty: nothing was written yet, or nothing is known. */
  chatId = "";
  /** Number of the newest entry of the run. */
  last = 0;
  hasEarlier = false;
  #messages: ChatMessage[] = [];
  /** Entries that came before an earlier one, or before their chat is known. */
  readonly #early = new Map<number, ChatEntry>();
  /** The chat of the early entries. */
  #earlyOf = "";

  /** The messages of the run. A new array after each change. */
  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /** Takes an entry that was delivered. True where the page has to read what it missed. */
  add(chatId: string, entry: ChatEntry): boolean {
    const isFirst = this.chatId === "" && entry.seq === 1;
    if (isFirst) this.chatId = chatId;
    this.#holdFor(chatId);
    const isOther = chatId !== this.chatId;
    const isNew = isOther || entry.seq > this.last;
    if (isNew && this.#early.size < maxEarly) this.#early.set(entry.seq, entry);
    if (!isOther) this.#join(this.last);
    return this.#early.size > 0;
  }

  /**
   * Takes the server's answer to a reading. `after` is the number that was asked for, 0 for the newest. An entry that came
   * meanwhile stays.
   */
  take(page: ChatPage, after: number): void {
    const first = page.entries.at(0)?.seq ?? 0;
    // A shorter chat is another one: storage was restored from a backup.
    const isOther = page.chatId !== this.chatId || page.last < after;
    const isTooFar = page.hasEarlier && first > this.last + 1;
    if (isOther || isTooFar) this.#reset(page);
    for (const entry of page.entries) {
      if (entry.seq > this.last) this.#early.set(entry.seq, entry);
      else this.#apply(entry);
    }
    // Numbers without an entry are those of messages that are not kept.
    this.#join(page.last);
  }

  /** Takes the entries before the run. */
  takeEarlier(page: ChatPage): void {
    if (page.chatId !== this.chatId) return;
    const first = this.#messages.at(0)?.seq ?? Infinity;
    const earlier = page.entries.flatMap((entry) =>
      entry.type === "message" && entry.seq < first ? [entry] : []
    );
    this.#messages = [...earlier, ...this.#messages];
    this.hasEarlier = page.hasEarlier;
  }

  /** Number of the first entry of the run that is a message; `last + 1` for none. */
  get first(): number {
    return this.#messages.at(0)?.seq ?? this.last + 1;
  }

  #reset({ chatId, entries, hasEarlier, last }: ChatPage): void {
    this.#holdFor(chatId);
    this.chatId = chatId;
    this.#messages = [];
    this.hasEarlier = hasEarlier;
    // In a chat that is not kept the answer has no entries, and those that were delivered are all there is.
    const known = [...entries.map(({ seq }) => seq), ...this.#early.keys()];
    this.last = Math.min(last, ...known.map((seq) => seq - 1));
  }

  #holdFor(chatId: string): void {
    if (chatId !== this.#earlyOf) this.#early.clear();
    this.#earlyOf = chatId;
  }

  /** Moves early entries into the run, up to `known` over gaps, then as far as they go without one. */
  #join(known: number): void {
    for (;;) {
      const next = this.last + 1;
      const entry = this.#early.get(next);
      if (!entry && next > known) return;
      if (entry) {
        this.#early.delete(next);
        this.#apply(entry);
      }
      this.last = next;
    }
  }

  #apply(entry: ChatEntry): void {
    const isMessage = entry.type === "message";
    const at = this.#messages.findLastIndex(({ seq }) =>
      seq === (isMessage ? entry.seq : entry.of)
    );
    if (at >= 0) {
      const message = isMessage
        ? entry
        : { ...this.#messages[at], text: null, deletedBy: entry.by };
      this.#messages = this.#messages.with(at, message);
    } else if (isMessage && entry.seq > (this.#messages.at(-1)?.seq ?? 0)) {
      this.#messages = [...this.#messages, entry];
    }
  }
}
