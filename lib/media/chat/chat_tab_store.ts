import type { MessageRequest } from "../../contract/chat.ts";
import { isRecord, numberWithin, readVersion1 } from "../base/stored_values.ts";
import type { StoragePort } from "../ports/storage_port.ts";

/** What a tab keeps of one space's chat over a reload. */
export interface ChatTabState {
  readonly draft: string;
  /** Messages that were not sent. */
  readonly unsent: readonly MessageRequest[];
  /** The chat that `readUpTo` is a number of; empty: one that nobody had written in; `null`: none. */
  readonly chatId: string | null;
  readonly readUpTo: number;
}

/** Reads and writes `ChatTabState`. */
export class ChatTabStore {
  readonly #storage: StoragePort;
  readonly #key: string;

  constructor(storage: StoragePort, slug: string) {
    this.#storage = storage;
    this.#key = `madang.chat.${slug}`;
  }

  read(): ChatTabState {
    const stored = readVersion1(this.#storage, this.#key);
    const unsent: readonly unknown[] = Array.isArray(stored.unsent) ? stored.unsent : [];
    return {
      draft: textOf(stored.draft),
      unsent: unsent.flatMap((one) => {
        const { text, clientId } = isRecord(one) ? one : {};
        return typeof text === "string" && typeof clientId === "string" ? [{ text, clientId }] : [];
      }),
      chatId: typeof stored.chatId === "string" ? stored.chatId : null,
      readUpTo: numberWithin(stored.readUpTo, 0, Number.MAX_SAFE_INTEGER) ?? 0,
    };
  }

  write(change: Partial<ChatTabState>): void {
    this.#storage.write(this.#key, { version: 1, ...this.read(), ...change });
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
