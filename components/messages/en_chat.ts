/** English words of the chat. */
import type { ChatKept } from "../../lib/contract/space.ts";

export const enChat = {
  title: "Chat",
  messages: "Messages",
  placeholder: "Write a message",
  send: "Send",
  sendHint: "Enter sends. Shift and Enter begin a new line.",
  you: "You",
  unknown: "Deleted account",
  none: "No messages yet.",
  loading: "Loading messages…",
  kept: {
    "until-empty": "Messages are kept until this space has been empty for an hour.",
    "30-days": "Messages are kept for 30 days.",
    never: "Messages are not kept: only people who are here now see them.",
  } satisfies Record<ChatKept, string>,
  off: "Chat is off for your role. You can read along.",
  away: "The server cannot be reached. Your messages are sent when it is back.",
  notKept: "not kept",
  sending: "Sending…",
  waiting: "Waiting to be sent",
  failed: "Not sent.",
  sendAgain: "Send again",
  discard: "Discard",
  remove: "Delete",
  removeOf: (name: string) => `Delete the message of ${name}`,
  removeAsk: "Delete it for everyone?",
  keep: "Keep",
  removed: { author: "Message deleted", moderator: "Message deleted by a moderator" },
  faults: {
    "not-encrypted": "Left out: this message was not encrypted",
    unreadable: "This message cannot be read with your key",
  },
  showAll: "Show all",
  tooLong: (over: number) => `${over} characters too long`,
  left: (characters: number) => `${characters} characters left`,
  earlier: "Show earlier messages",
  toNewest: "To the newest message",
  newMessages: (count: number) => count === 1 ? "One new message" : `${count} new messages`,
  saidBy: (name: string, text: string) => `${name}: ${text}`,
};

export type ChatWords = typeof enChat;
