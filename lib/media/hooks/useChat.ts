import { useEffect } from "preact/hooks";
import { WebStoragePort } from "../browser/WebStoragePort.ts";
import { Chat } from "../chat/chat.ts";
import type { ChatModel } from "../chat/chat_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const chatOf = onePerCall(({ call, chatListeners, space, voice }) =>
  new Chat({
    ...space,
    page: voice.page,
    connectionState: call.connectionState,
    key: call.key,
    listeners: chatListeners,
    storage: new WebStoragePort("sessionStorage"),
    now: Date.now,
    randomId,
  })
);

/** 128 random bits. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

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
