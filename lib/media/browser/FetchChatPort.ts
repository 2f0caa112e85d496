import * as z from "zod/mini";
import { type ApiClient, spacePath } from "../../api/ApiClient.ts";
import {
  type ChatPage,
  chatPageSchema,
  type MessageRequest,
  type PostedMessage,
  postedMessageSchema,
} from "../../contract/chat.ts";
import type { ChatPort, ChatRange } from "../ports/chat_port.ts";

/** A `ChatPort` over `fetch`, same-origin. */
export class FetchChatPort implements ChatPort {
  readonly #api: ApiClient;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  async read(slug: string, range: ChatRange): Promise<ChatPage> {
    const query = new URLSearchParams(
      Object.entries(range).map(([name, value]) => [name, String(value)]),
    );
    return await this.#api.send(`${messagesPath(slug)}?${query}`, chatPageSchema);
  }

  async post(slug: string, body: MessageRequest): Promise<PostedMessage> {
    return await this.#api.send(messagesPath(slug), postedMessageSchema, { body });
  }

  async remove(slug: string, id: string): Promise<void> {
    const path = `${messagesPath(slug)}/${encodeURIComponent(id)}`;
    await this.#api.send(path, z.null(), { method: "DELETE" });
  }
}

function messagesPath(slug: string): string {
  return `${spacePath(slug)}/messages`;
}
