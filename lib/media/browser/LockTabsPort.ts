import { openTabChannel } from "../../contract/tab_channel.ts";
import type { TabsPort } from "../ports/tabs_port.ts";

const channelName = "madang.tabs";

/**
 * A `TabsPort` over Web Locks, which the browser gives back for a tab that crashed, and a BroadcastChannel. On a page that is
 * not secure there are no locks, and where all site data is blocked each is refused: then no tab knows of another.
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

/** A channel does not hear itself. */
function announce(): void {
  const channel = openTabChannel(channelName);
  channel?.postMessage(null);
  channel?.close();
}
