import { openTabChannel } from "../../contract/tab_channel.ts";
import type { TabsPort } from "../ports/tabs_port.ts";

const channelName = "madang.tabs";

/**
 * A `TabsPort` over Web Locks, which the browser releases when a tab crashes, and a BroadcastChannel. Without locks (an
 * insecure page, or site data blocked) tabs do not know of each other.
 */
export class LockTabsPort implements TabsPort {
  enter(roomName: string): () => Promise<void> {
    let release = () => {};
    const isOver = new Promise<void>((resolve) => release = resolve);
    const held = navigator.locks?.request(lockName(roomName), { mode: "shared" }, () => {
      announce();
      return isOver;
    }).catch(() => {});
    return async () => {
      release();
      await held;
      announce();
    };
  }

  async isEntered(roomName: string): Promise<boolean> {
    const locks = await navigator.locks?.query().catch(() => null);
    return (locks?.held ?? []).some(({ name }) => name === lockName(roomName));
  }

  onChange(listener: () => void): () => void {
    const channel = openTabChannel(channelName);
    if (channel) channel.onmessage = listener;
    return () => channel?.close();
  }
}

function lockName(roomName: string): string {
  return `madang.call ${roomName}`;
}

/** Notifies the other tabs. A new channel each time: a channel does not receive its own messages. */
function announce(): void {
  const channel = openTabChannel(channelName);
  channel?.postMessage(null);
  channel?.close();
}
