import {
  type ChatEntry,
  type ChatMessage,
  type ChatPage,
  chatPageEntries,
  type MessageRequest,
  parseMessageId,
  type PostedMessage,
} from "../../../lib/contract/chat.ts";
import type { ChatPort, ChatRange } from "../../../lib/media/ports/chat_port.ts";
import { seatIdOf } from "./FakeRoomPort.ts";

/** A space's chat in memory, as the server keeps it. */
export class FakeChatPort implements ChatPort {
  readonly calls: string[] = [];
  /** Failures of the next calls. */
  readonly failures: Error[] = [];
  chatId = "0123456789abcdef";
  entries: ChatEntry[] = [];
  rules: Pick<ChatPage, "mayWrite" | "chatRoles" | "chatKept"> = {
    mayWrite: true,
    chatRoles: ["moderator", "speaker", "listener"],
    chatKept: "until-empty",
  };
  isDelivered = true;
  /** While set, answers wait for it. */
  hold: Promise<void> | null = null;

  /** A message of the seat numbered `seat`. */
  write(text: string, seat = 2, clientId = `id-of-${this.entries.length + 1}`): ChatMessage {
    const message: ChatMessage = {
      type: "message",
      seq: this.entries.length + 1,
      at: new Date(Date.UTC(2026, 10, 30, 9, 0, this.entries.length)).toISOString(),
      clientId,
      seatId: seatIdOf(seat),
      participantName: `Person ${seat}`,
      kind: "guest",
      role: "speaker",
      text,
      deletedBy: null,
    };
    this.entries.push(message);
    return message;
  }

  async read(slug: string, range: ChatRange): Promise<ChatPage> {
    await this.#begin(`read ${slug} ${JSON.stringify(range)}`);
    const isSame = range.chatId === undefined || range.chatId === this.chatId;
    const after = isSame ? range.after ?? 0 : 0;
    const before = isSame ? range.before ?? Infinity : Infinity;
    const found = this.entries.filter(({ seq }) => seq > after && seq < before);
    const entries = this.rules.chatKept === "never" ? [] : found.slice(-chatPageEntries);
    return {
      chatId: this.entries.length === 0 ? "" : this.chatId,
      last: this.entries.length,
      entries,
      hasEarlier: found.length > entries.length && entries.length > 0,
      ...this.rules,
    };
  }

  async post(slug: string, { text, clientId }: MessageRequest): Promise<PostedMessage> {
    await this.#begin(`post ${slug} ${text}`);
    const known = this.entries.find((one) => one.type === "message" && one.clientId === clientId);
    const message = known?.type === "message" ? known : this.write(text, 1, clientId);
    return { chatId: this.chatId, message, isDelivered: this.isDelivered };
  }

  async remove(slug: string, id: string): Promise<void> {
    await this.#begin(`remove ${slug} ${parseMessageId(id)?.seq}`);
  }

  async #begin(call: string): Promise<void> {
    this.calls.push(call);
    await this.hold;
    const failure = this.failures.shift();
    if (failure) throw failure;
  }
}
