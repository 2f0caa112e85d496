import { useEffect } from "preact/hooks";
import { Chat } from "../chat/chat.ts";
import type { ChatModel } from "../chat/chat_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const chatOf = onePerCall(({ chat }) => new Chat(chat));

/**
 * The chat of the space, followed while a component that uses it is mounted and the call is connected.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useChat(): ChatModel {
  const model = chatOf(useMediaModels("useChat"));
  useEffect(() => model.start(), [model]);
  return model;
}
