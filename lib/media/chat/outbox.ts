import { type ReadonlySignal, signal } from "@preact/signals";
import type { MessageRequest, PostedMessage } from "../../contract/chat.ts";
import { RetryPause, retryPauseMs } from "../base/retry_pause.ts";
import { asAppFailure, toCallError } from "../base/call_error.ts";
import { isTransient } from "../base/is_transient.ts";
import type { CallError } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";

/** A message of one's own on its way. */
export interface OutboxItem extends MessageRequest {
  readonly at: number;
  /** `posted`: the server has it; it stays here until it is seen among the messages. */
  readonly state: "sending" | "waiting" | "failed" | "posted";
  readonly error: CallError | null;
}

/** Attempts to have LiveKit deliver a message that the server has. */
const maxDeliveries = 5;

/** The dependencies of `Outbox`. */
export interface OutboxParts {
  readonly page: PagePort;
  /** @throws {AppFailure} */
  post(request: MessageRequest): Promise<PostedMessage>;
  onPosted(posted: PostedMessage): void;
}

/** Sends messages one after another, in order. While the server is away they wait; a refused one fails and stays. */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #items = signal<readonly OutboxItem[]>([]);
  readonly #pause: RetryPause;
  /** True while in the call: else nothing is sent. */
  #isOpen = false;
  #isSending = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#pause = new RetryPause(parts.page);
  }

  get items(): ReadonlySignal<readonly OutboxItem[]> {
    return this.#items;
  }

  add(request: MessageRequest, at: number): void {
    this.#items.value = [...this.#items.peek(), {
      ...request,
      at,
      state: "sending",
      error: null,
    }];
    void this.#run();
  }

  /** Brings back what an earlier page could not send: it is sent when the person says so. */
  restore(requests: readonly MessageRequest[], at: number): void {
    const failed = requests.map((request) => ({
      ...request,
      at,
      state: "failed" as const,
      error: null,
    }));
    this.#items.value = [...failed, ...this.#items.peek()];
  }

  again(clientId: string): void {
    this.#change(clientId, { state: "sending", error: null });
    this.retryNow();
    void this.#run();
  }

  /** Forgets a message. */
  drop(clientId: string): void {
    this.#items.value = this.#items.peek().filter((item) => item.clientId !== clientId);
  }

  /** In the call or not. What still waits when the call is over fails: it is not sent into the next one by itself. */
  setOpen(isOpen: boolean, isOver = false): void {
    this.#isOpen = isOpen;
    if (isOpen) void this.#run();
    if (!isOver) return;
    for (const { clientId, state } of this.#items.peek()) {
      if (state === "waiting" || state === "sending") this.#change(clientId, { state: "failed" });
    }
  }

  /** Ends the pause before the next attempt. */
  retryNow(): void {
    this.#pause.end();
  }

  get #next(): OutboxItem | undefined {
    return this.#items.peek().find(({ state }) => state === "sending" || state === "waiting");
  }

  async #run(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    let tries = 0;
    for (let item = this.#next; item && this.#isOpen; item = this.#next) {
      const { clientId, text } = item;
      try {
        const posted = await this.#parts.post({ clientId, text });
        tries = 0;
        this.#change(clientId, { state: "posted", error: null });
        this.#parts.onPosted(posted);
        if (!posted.isDelivered) this.#deliverLater({ clientId, text }, 1);
      } catch (thrown) {
        const failure = asAppFailure(thrown);
        const error = toCallError(failure);
        if (!isTransient(failure)) {
          this.#change(clientId, { state: "failed", error });
          continue;
        }
        this.#change(clientId, { state: "waiting", error });
        const serverSaidMs = (failure.retryAfterSeconds ?? 0) * 1000;
        const pauseMs = retryPauseMs(++tries, this.#parts.page.random());
        await this.#pause.begin(Math.max(serverSaidMs, pauseMs));
      }
    }
    this.#isSending = false;
  }

  /** The server has the message, and LiveKit did not take it: the same request again delivers it. */
  #deliverLater(request: MessageRequest, tries: number): void {
    const { page, post } = this.#parts;
    page.after(retryPauseMs(tries, page.random()), async () => {
      const posted = await post(request).catch(() => null);
      if (!posted?.isDelivered && tries < maxDeliveries) this.#deliverLater(request, tries + 1);
    });
  }

  #change(clientId: string, change: Partial<OutboxItem>): void {
    this.#items.value = this.#items.peek().map((item) =>
      item.clientId === clientId ? { ...item, ...change } : item
    );
  }
}
