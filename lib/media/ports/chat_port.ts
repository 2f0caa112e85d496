import type { ChatPage, MessageRequest, PostedMessage } from "../../contract/chat.ts";

/** Entries to read: the newest, those after one, or those before one. */
export interface ChatRange {
  readonly chatId?: string;
  readonly after?: number;
  readonly before?: number;
}

/** The server's chat of a space. Every promise may reject with a `AppFailure`. */
export interface ChatPort {
  read(slug: string, range: ChatRange): Promise<ChatPage>;
  /** The same `clientId` again is the same message. */
  post(slug: string, request: MessageRequest): Promise<PostedMessage>;
  /** @param id By `messageIdOf`. */
  remove(slug: string, id: string): Promise<void>;
}
