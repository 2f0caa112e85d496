/** The types of `useChat()`. */
import type { ReadonlySignal } from "@preact/signals";
import type { DeletedBy } from "../../contract/chat.ts";
import type { ParticipantKind } from "../../contract/outside.ts";
import type { Role } from "../../contract/participant.ts";
import type { ChatKept } from "../../contract/space.ts";
import type { MessageFault } from "../encryption/envelope.ts";
import type { CallError } from "../ports/call_types.ts";

/** One message, as it is shown. */
export interface ChatItem {
  /** Stays the same while the message is sent, and over a reload. */
  readonly id: string;
  /** Its number in the space's chat; `null`: it is not there, or not yet. */
  readonly seq: number | null;
  /** `stream`: another client or an agent sent it past our server; only people inside see it. */
  readonly source: "space" | "stream";
  readonly seatId: string;
  /** As the call shows it, else as it was; empty for a deleted account. */
  readonly name: string;
  readonly kind: ParticipantKind;
  readonly role: Role;
  readonly isOwn: boolean;
  /** Milliseconds since 1970, by the server's clock; by this browser's for what is not in the space's chat. */
  readonly at: number;
  /** `null`: deleted. */
  readonly text: string | null;
  readonly deletedBy: DeletedBy | null;
  /** Why it cannot be shown in an encrypted space, `text` being empty then; absent: it can. */
  readonly fault?: MessageFault;
  /** `waiting`: the server could not be reached, and it is tried again. `failed`: it is not. */
  readonly state: "sent" | "sending" | "waiting" | "failed";
  /** Why it failed. */
  readonly error: CallError | null;
}

/** `useChat()`: the messages of the space, kept by its server. */
export interface ChatModel {
  /** In order; one's own unsent ones last. */
  readonly messages: ReadonlySignal<readonly ChatItem[]>;
  /** False until the messages were read for the first time. */
  readonly isReady: ReadonlySignal<boolean>;
  /** The server cannot be reached: what one writes waits. */
  readonly isAway: ReadonlySignal<boolean>;
  /** Messages of others that were not read yet. */
  readonly unread: ReadonlySignal<number>;
  /** Whether our role may write here. */
  readonly mayWrite: ReadonlySignal<boolean>;
  /** How long messages are kept; `null` while unknown. */
  readonly kept: ReadonlySignal<ChatKept | null>;
  /** There are earlier messages on the server. */
  readonly hasEarlier: ReadonlySignal<boolean>;
  /** Why the last deletion or reading of earlier messages failed, until the next, or until it is dismissed. */
  readonly error: ReadonlySignal<CallError | null>;
  /** What is being written; kept over a reload. */
  readonly draft: ReadonlySignal<string>;
  setDraft(text: string): void;
  /** Characters that `text` may still have, negative where it has too many. In an encrypted space its bytes count as well. */
  charactersLeft(text: string): number;
  /** Sends `text`, and empties the draft. False, and nothing is sent, where it is empty or too long. */
  send(text: string): boolean;
  /** Sends a failed message again. */
  sendAgain(message: ChatItem): void;
  /** Forgets a message that was not sent. */
  discard(message: ChatItem): void;
  /** Whether `remove` may do it: one's own, or as a moderator those of lower roles. */
  mayRemove(message: ChatItem): boolean;
  /** Deletes a message for everybody. Returns whether it was done. */
  remove(message: ChatItem): Promise<boolean>;
  /** Reads earlier messages. Returns whether it was done. */
  loadEarlier(): Promise<boolean>;
  /** The newest messages are in view, so that they count as read. */
  setReading(isReading: boolean): void;
  dismissError(): void;
}
