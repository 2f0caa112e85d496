import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { messageIdOf } from "../../contract/chat.ts";
import type { ChatMessage, ChatPage, MessageRequest, PostedMessage } from "../../contract/chat.ts";
import { sealableMaxBytes } from "../../contract/encryption.ts";
import {
  messageLength,
  messageMaxCharacters,
  messageProblem,
  normalizedMessage,
} from "../../contract/message_text.ts";
import { mayActOn } from "../../contract/roles.ts";
import type { ChatKept, GivenRole } from "../../contract/space.ts";
import { asAppFailure } from "../base/call_error.ts";
import { isTransient } from "../base/is_transient.ts";
import { showingError } from "../base/showing_error.ts";
import { retryPauseMs } from "../base/retry_pause.ts";
import type { CallError, ParticipantTracks } from "../ports/call_types.ts";
import type { ChatPort } from "../ports/chat_port.ts";
import type { TextReport } from "../ports/room_port.ts";
import { ChatLog } from "./chat_log.ts";
import type { ChatParts } from "./chat_parts.ts";
import type { ChatItem, ChatModel } from "./chat_types.ts";
import { ChatTabStore } from "./chat_tab_store.ts";
import { Outbox, type OutboxItem } from "./outbox.ts";
import { SealedMessages } from "./sealed_messages.ts";
import { type ShownText, TextMessages } from "./text_messages.ts";

/** How long a gap may last: messages that were sent at once may overtake each other. */
const gapMs = 300;

/** After joining, messages are read once more: one that was written while the room connected may be in neither. */
const settledMs = 3_000;

/**
 * The chat of a space: what its server has, what came by LiveKit alone, and one's own on its way. One long file: the three are
 * one list, and each changes what is asked of the server next.
 */
export class Chat implements ChatModel {
  readonly #parts: ChatParts;
  readonly #log = new ChatLog();
  readonly #store: ChatTabStore;
  readonly #outbox: Outbox;
  readonly #texts = new TextMessages();
  readonly #sealed: SealedMessages;
  readonly #entries = signal<readonly ChatMessage[]>([]);
  readonly #isReady = signal(false);
  /** The last reading failed. */
  readonly #hasFailedToRead = signal(false);
  readonly #mayWrite = signal(true);
  readonly #kept = signal<ChatKept | null>(null);
  readonly #hasEarlier = signal(false);
  readonly #error = signal<CallError | null>(null);
  readonly #draft = signal("");
  /** Number of the newest message that was read; `null` before the first reading. */
  readonly #readUpTo = signal<number | null>(null);
  /** The chat of that number. */
  #readOf = "";
  readonly #readTexts = signal<ReadonlySet<string>>(new Set());
  #chatRoles: readonly GivenRole[] = [];
  #isReading = false;
  #users = 0;
  #stop = () => {};
  /** A reading is under way; another is due after it. */
  #isSyncing = false;
  #isSyncDue = false;
  /** The next reading takes the newest messages anew. */
  #isChanged = false;
  #tries = 0;
  #cancelSync = () => {};

  readonly messages: ReadonlySignal<readonly ChatItem[]> = computed(() => this.#assemble());
  readonly unread: ReadonlySignal<number> = computed(() => {
    const readUpTo = this.#readUpTo.value;
    if (readUpTo === null) return 0;
    const readTexts = this.#readTexts.value;
    return this.messages.value.filter(({ id, isOwn, seq, source, text }) =>
      !isOwn && text !== null &&
      (source === "stream" ? !readTexts.has(id) : seq !== null && seq > readUpTo)
    ).length;
  });

  readonly isAway: ReadonlySignal<boolean> = computed(() =>
    this.#hasFailedToRead.value ||
    this.#outbox.items.value.some(({ state, error }) =>
      state === "waiting" && error?.type !== "rate-limited"
    )
  );

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.#store = new ChatTabStore(parts.storage, parts.slug);
    this.#sealed = new SealedMessages(parts.slug);
    this.#outbox = new Outbox({
      page: parts.page,
      post: (request) => this.#post(request),
      onPosted: ({ chatId, message }) => this.#handleEntry(chatId, message),
    });
  }

  get isReady(): ReadonlySignal<boolean> {
    return this.#isReady;
  }
  get mayWrite(): ReadonlySignal<boolean> {
    return this.#mayWrite;
  }
  get kept(): ReadonlySignal<ChatKept | null> {
    return this.#kept;
  }
  get hasEarlier(): ReadonlySignal<boolean> {
    return this.#hasEarlier;
  }
  get error(): ReadonlySignal<CallError | null> {
    return this.#error;
  }
  get draft(): ReadonlySignal<string> {
    return this.#draft;
  }

  /** Follows the chat while in the call, until the returned function is called; several users share it. */
  start(): () => void {
    if (++this.#users === 1) this.#stop = this.#begin();
    let isOver = false;
    return () => {
      if (!isOver && --this.#users === 0) this.#stop();
      isOver = true;
    };
  }

  setDraft(text: string): void {
    this.#draft.value = text;
    this.#store.write({ draft: text });
  }

  charactersLeft(text: string): number {
    const message = normalizedMessage(text);
    const left = messageMaxCharacters - messageLength(message);
    if (this.#parts.key.value === null) return left;
    // The server counts the sealed text, where a character of Korean takes three bytes.
    const bytesLeft = sealableMaxBytes - new TextEncoder().encode(message).length;
    return Math.min(left, Math.floor(bytesLeft / 3));
  }

  send(text: string): boolean {
    if (messageProblem(text) !== null || this.charactersLeft(text) < 0) return false;
    const { now, randomId } = this.#parts;
    this.#outbox.add({ text: normalizedMessage(text), clientId: randomId() }, now());
    this.setDraft("");
    return true;
  }

  async #post(request: MessageRequest): Promise<PostedMessage> {
    const { slug, key, people } = this.#parts;
    const ours = key.peek();
    const own = people.peek().find(({ isLocal }) => isLocal);
    const sent = ours ? await this.#sealed.seal(ours, own?.seatId ?? "", request) : request;
    return await (await this.#load()).post(slug, sent);
  }

  sendAgain({ id }: ChatItem): void {
    this.#outbox.again(id);
  }

  discard({ id }: ChatItem): void {
    this.#outbox.drop(id);
  }

  mayRemove({ seq, text, isOwn, role }: ChatItem): boolean {
    const own = this.#parts.people.value.find(({ isLocal }) => isLocal);
    const isStored = seq !== null && text !== null && this.#kept.value !== "never";
    return isStored && (isOwn || (own !== undefined && mayActOn(own.role.value, role)));
  }

  remove({ seq }: ChatItem): Promise<boolean> {
    return this.#run(async (port, slug) => {
      if (seq !== null) await port.remove(slug, messageIdOf(this.#log.chatId, seq));
    });
  }

  loadEarlier(): Promise<boolean> {
    return this.#run(async (port, slug) => {
      const { chatId, first: before } = this.#log;
      this.#log.takeEarlier(await port.read(slug, { chatId, before }));
      this.#show();
    });
  }

  setReading(isReading: boolean): void {
    this.#isReading = isReading;
    this.#markRead();
  }

  dismissError(): void {
    this.#error.value = null;
  }

  #begin(): () => void {
    const { page, people, connectionState, listeners, now } = this.#parts;
    const onReport = (report: TextReport) => this.#handle(report);
    listeners.add(onReport);
    const { draft, unsent } = this.#store.read();
    this.#draft.value = draft;
    const known = new Set(this.#outbox.items.peek().map(({ clientId }) => clientId));
    this.#outbox.restore(unsent.filter(({ clientId }) => !known.has(clientId)), now());
    const retry = () => {
      this.#outbox.retryNow();
      if (this.#isInCall()) this.#sync();
    };
    const stops = [
      () => listeners.delete(onReport),
      page.onOnline(retry),
      page.onVisible(() => {
        retry();
        this.#markRead();
      }),
      effect(() => {
        const state = connectionState.value;
        untracked(() => this.#handleState(state === "connected", state === "ended"));
      }),
      effect(() => {
        // A role that changed may write, or may no more.
        people.value.find(({ isLocal }) => isLocal)?.role.value;
        untracked(() => {
          if (this.#isReady.peek() && this.#isInCall()) this.#readAnew();
        });
      }),
      effect(() => {
        const [key, entries] = [this.#parts.key.value, this.#entries.value];
        if (key) void this.#sealed.open(key, entries);
      }),
      effect(() => {
        people.value;
        untracked(() => this.#texts.takeWaiting().forEach((message) => this.#addText(message)));
      }),
      effect(() => {
        const items = this.#outbox.items.value;
        const unsent = items.filter(({ state }) => state !== "posted");
        this.#store.write({ unsent: unsent.map(({ text, clientId }) => ({ text, clientId })) });
      }),
    ];
    return () => {
      stops.forEach((stop) => stop());
      this.#cancelSync();
      this.#outbox.setOpen(false);
    };
  }

  #isInCall(): boolean {
    return this.#parts.connectionState.peek() === "connected";
  }

  #handleState(isConnected: boolean, isEnded: boolean): void {
    this.#outbox.setOpen(isConnected, isEnded);
    if (isEnded) this.#texts.clear();
    if (!isConnected) return this.#cancelSync();
    this.#sync();
    this.#parts.page.after(settledMs, () => {
      if (this.#isInCall()) this.#sync();
    });
  }

  #handle(report: TextReport): void {
    if (report.type === "text") return this.#addText(report.message);
    if (report.type === "caption") return;
    const { notice } = report;
    if (notice.type === "entry") this.#handleEntry(notice.chatId, notice.entry);
    else if (notice.type === "long") this.#sync();
    else this.#readAnew();
  }

  #handleEntry(chatId: string, entry: Parameters<ChatLog["add"]>[1]): void {
    if (this.#log.add(chatId, entry)) this.#syncLater(gapMs);
    this.#show();
  }

  #addText(message: Parameters<TextMessages["add"]>[0]): void {
    const { people, now } = this.#parts;
    this.#texts.add(message, {
      people: people.peek(),
      chatRoles: this.#chatRoles,
      at: now(),
      after: this.#log.last,
    });
    this.#markRead();
  }

  #readAnew(): void {
    this.#isChanged = true;
    this.#sync();
  }

  #syncLater(ms: number): void {
    this.#cancelSync();
    this.#cancelSync = this.#parts.page.after(ms, () => {
      if (this.#isInCall()) this.#sync();
    });
  }

  /** Reads what this page does not know. One reading at a time; a failed one is repeated while in the call. */
  async #sync(): Promise<void> {
    this.#isSyncDue = true;
    if (this.#isSyncing) return;
    this.#isSyncing = true;
    this.#cancelSync();
    while (this.#isSyncDue) {
      this.#isSyncDue = false;
      const isChanged = this.#isChanged;
      this.#isChanged = false;
      try {
        const { chatId, last } = this.#log;
        const after = isChanged || chatId === "" ? 0 : last;
        const port = await this.#load();
        const page = await port.read(this.#parts.slug, after === 0 ? {} : { chatId, after });
        this.#tries = 0;
        this.#take(page, after);
      } catch (error) {
        this.#isChanged ||= isChanged;
        this.#handleSyncFailure(error);
      }
    }
    this.#isSyncing = false;
  }

  #handleSyncFailure(error: unknown): void {
    const failure = asAppFailure(error);
    if (!isTransient(failure)) return;
    // The server learns of a newcomer by LiveKit's webhook, perhaps a moment later.
    if (failure.code !== "not-inside") this.#hasFailedToRead.value = true;
    const serverSaidMs = (failure.retryAfterSeconds ?? 0) * 1000;
    const pauseMs = retryPauseMs(++this.#tries, this.#parts.page.random());
    this.#syncLater(Math.max(serverSaidMs, pauseMs));
  }

  #take(page: ChatPage, after: number): void {
    this.#log.take(page, after);
    this.#chatRoles = page.chatRoles;
    batch(() => {
      this.#hasFailedToRead.value = false;
      this.#mayWrite.value = page.mayWrite;
      this.#kept.value = page.chatKept;
      this.#isReady.value = true;
      this.#show();
    });
    this.#outbox.retryNow();
  }

  /** Shows what the log has. */
  #show(): void {
    const { chatId, last, messages, hasEarlier } = this.#log;
    batch(() => {
      this.#entries.value = messages;
      this.#hasEarlier.value = hasEarlier;
      if (this.#isReady.peek()) {
        if (this.#readUpTo.peek() === null) {
          // Messages from before one joined are not unread; those that came during a reload are.
          const stored = this.#store.read();
          const isSame = stored.chatId === chatId || stored.chatId === "";
          this.#setReadUpTo(isSame ? Math.min(stored.readUpTo, last) : last);
        } else if (this.#readOf !== chatId) this.#setReadUpTo(0);
      }
      this.#markRead();
    });
    for (const { clientId, state } of this.#outbox.items.peek()) {
      if (state === "posted" && messages.some((message) => message.clientId === clientId)) {
        this.#outbox.drop(clientId);
      }
    }
  }

  #markRead(): void {
    if (!this.#isReading || !this.#isReady.peek() || !this.#parts.page.isVisible()) return;
    if (this.#readUpTo.peek() !== this.#log.last) this.#setReadUpTo(this.#log.last);
    const ids = this.#texts.shown.peek().map(({ id }) => id);
    if (ids.some((id) => !this.#readTexts.peek().has(id))) this.#readTexts.value = new Set(ids);
  }

  #setReadUpTo(seq: number): void {
    this.#readUpTo.value = seq;
    this.#readOf = this.#log.chatId;
    this.#store.write({ chatId: this.#readOf, readUpTo: seq });
  }

  #assemble(): readonly ChatItem[] {
    const people = new Map(this.#parts.people.value.map((person) => [person.seatId, person]));
    const ownSeat = this.#parts.people.value.find(({ isLocal }) => isLocal)?.seatId ?? null;
    const entries = this.#entries.value;
    const isSealed = this.#parts.key.value !== null;
    const items = entries.flatMap((message) => {
      if (!isSealed || message.text === null) return [itemOfMessage(message, people, ownSeat)];
      const opened = this.#sealed.textOf(message);
      if (opened === null) return [];
      const item = itemOfMessage({ ...message, text: "" }, people, ownSeat);
      return [{ ...item, ...opened }];
    });
    for (const text of this.#texts.shown.value) {
      const at = items.findLastIndex(({ seq, source }) =>
        source === "stream" || (seq !== null && seq <= text.after)
      );
      items.splice(at + 1, 0, itemOfText(text));
    }
    const arrived = new Set(entries.map(({ clientId }) => clientId));
    const own = this.#parts.people.value.find(({ isLocal }) => isLocal);
    for (const item of this.#outbox.items.value) {
      if (!arrived.has(item.clientId)) items.push(itemOfOutbox(item, own));
    }
    return items;
  }

  async #load(): Promise<ChatPort> {
    return await (await this.#parts.loadApi()).loadChat();
  }

  #run(work: (port: ChatPort, slug: string) => Promise<void>): Promise<boolean> {
    return showingError(this.#error, async () => await work(await this.#load(), this.#parts.slug));
  }
}

function itemOfMessage(
  message: ChatMessage,
  people: ReadonlyMap<string, ParticipantTracks>,
  ownSeat: string | null,
): ChatItem {
  const { seq, seatId, participantName, kind, role, at, text, deletedBy, clientId } = message;
  const isOwn = seatId === ownSeat;
  return {
    // Others choose their own ids: only one's own are known not to repeat.
    id: isOwn ? clientId : `${seq}`,
    seq,
    source: "space",
    seatId,
    name: participantName === "" ? "" : people.get(seatId)?.displayName.value ?? participantName,
    kind,
    role,
    isOwn,
    at: Date.parse(at),
    text,
    deletedBy,
    state: "sent",
    error: null,
  };
}

function itemOfText({ id, seatId, name, kind, role, at, text }: ShownText): ChatItem {
  return {
    id,
    seq: null,
    source: "stream",
    seatId,
    name,
    kind,
    role,
    isOwn: false,
    at,
    text,
    deletedBy: null,
    state: "sent",
    error: null,
  };
}

function itemOfOutbox(
  { clientId, at, text, state, error }: OutboxItem,
  own: ParticipantTracks | undefined,
): ChatItem {
  return {
    id: clientId,
    seq: null,
    source: "space",
    seatId: own?.seatId ?? "",
    name: own?.displayName.value ?? "",
    kind: own?.kind.value ?? "guest",
    role: own?.role.value ?? "speaker",
    isOwn: true,
    at,
    text,
    deletedBy: null,
    state: state === "posted" ? "sent" : state,
    error,
  };
}
