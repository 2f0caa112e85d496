/** Text streams of other clients and agents, in a size that a page can show. */
import type { TextStreamReader } from "livekit-client";
import {
  messageMaxCharacters,
  messageProblem,
  normalizedMessage,
} from "../../contract/message_text.ts";

/** The largest compressed stream that is opened, in bytes as it is sent out of compression. */
export const maxTextStreamBytes = 65_536;

/**
 * The text of a stream as a chat message, cut where it is longer than one; `null` for one that is empty or broken. A longer
 * stream is read to its end and dropped, since the SDK would store what is not read.
 */
export async function readTextStream(
  reader: Pick<TextStreamReader, "info"> & AsyncIterable<string>,
): Promise<string | null> {
  let text = "";
  try {
    for await (const chunk of reader) {
      if (text.length < 2 * messageMaxCharacters) text += chunk.slice(0, 2 * messageMaxCharacters);
    }
  } catch {
    return null;
  }
  const message = [...normalizedMessage(text.toWellFormed())].slice(0, messageMaxCharacters)
    .join("");
  return messageProblem(message) === null ? message : null;
}
