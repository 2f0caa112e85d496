/** Rules of a chat message's text as plain functions, without zod: the server and the pages apply the same ones. */
import { seenName, unpairedSurrogate } from "./name_rules.ts";

/** The longest message, in characters (Unicode code points) as it is stored. */
export const messageMaxCharacters = 4_000;

/**
 * Characters that a message loses: control characters but the tab and the line feed, and the marks that embed, isolate or
 * override the direction of text, with which one line could turn what stands beside it.
 */
const removed = /(?![\t\n])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;

/** A message as it is stored: lines end in a line feed, nothing blank is around it, and Unicode is in NFC. */
export function normalizedMessage(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029]/g, "\n").replace(removed, "").normalize("NFC").trim();
}

/** Reasons against a text as a message. */
export type MessageProblem = "unpaired-surrogate" | "empty" | "too-long";

/** The first reason against `text` as a message, or `null`. */
export function messageProblem(text: string): MessageProblem | null {
  if (unpairedSurrogate.test(text)) return "unpaired-surrogate";
  const message = normalizedMessage(text);
  // A message of nothing but unseen characters is empty to everybody who reads it.
  if (seenName(message) === "") return "empty";
  return messageLength(message) > messageMaxCharacters ? "too-long" : null;
}

/** The length of a normalized message, in characters. */
export function messageLength(message: string): number {
  return [...message].length;
}
