import { type ReadonlySignal, signal } from "@preact/signals";
import type { ChatMessage, MessageRequest } from "../../contract/chat.ts";
import { lateCode } from "../../contract/late_code.ts";
import type { SpaceKey } from "../../contract/space_key.ts";
import type { MessageFault } from "../encryption/envelope.ts";

/** A message's text, or why there is none. */
export type OpenedText = { readonly text: string } | { readonly fault: MessageFault };

/** The messages of an encrypted space: the chat's log keeps them sealed, as the server does, and here they are opened. */
export class SealedMessages {
  readonly #slug: string;
  /** By sealed text and what it is bound to. */
  readonly #opened = signal<ReadonlyMap<string, OpenedText>>(new Map());
  readonly #opening = new Set<string>();

  constructor(slug: string) {
    this.#slug = slug;
  }

  /** Changes when messages were opened. */
  get opened(): ReadonlySignal<ReadonlyMap<string, OpenedText>> {
    return this.#opened;
  }

  /** The text of a message; `null`: it is deleted, or still being opened. */
  textOf(message: ChatMessage): OpenedText | null {
    return this.#opened.value.get(nameOf(message)) ?? null;
  }

  /** Opens those of `messages` that are not open yet. */
  async open(key: SpaceKey, messages: readonly ChatMessage[]): Promise<void> {
    const closed = messages.filter((message) =>
      message.text !== null && !this.#opening.has(nameOf(message))
    );
    if (closed.length === 0) return;
    closed.forEach((message) => this.#opening.add(nameOf(message)));
    try {
      const { open } = await loadEnvelope();
      const texts = await Promise.all(closed.map(async (message) => {
        const { clientId, seatId, text } = message;
        const opened = await open(key, { slug: this.#slug, clientId, seatId }, text ?? "");
        return [nameOf(message), opened] as const;
      }));
      this.#opened.value = new Map([...this.#opened.peek(), ...texts]);
    } catch {
      // The code could not be loaded: the next look tries again.
      closed.forEach((message) => this.#opening.delete(nameOf(message)));
    }
  }

  /** Seals a request of one's own. */
  async seal(
    key: SpaceKey,
    seatId: string,
    { clientId, text }: MessageRequest,
  ): Promise<MessageRequest> {
    const { seal } = await loadEnvelope();
    return { clientId, text: await seal(key, { slug: this.#slug, clientId, seatId }, text) };
  }
}

function loadEnvelope() {
  return lateCode(() => import("../encryption/envelope.ts"));
}

function nameOf({ clientId, seatId, text }: ChatMessage): string {
  return `${seatId} ${clientId} ${text}`;
}
