import type * as z from "zod/mini";
import { presenceSchema } from "../../contract/presence.ts";
import { knocksSchema } from "../../contract/space.ts";
import type { DoorFollower, PresenceFollower } from "../ports/api_port.ts";

/** Follows the presence stream (server-sent events) at `path` until the returned function is called. */
export function followPresence(path: string, follower: PresenceFollower): () => void {
  const source = new EventSource(path);
  let hasReading = false;
  source.onmessage = ({ data }) => {
    const presence = parse(presenceSchema, data);
    if (presence === null) return;
    hasReading = true;
    follower.onState("live");
    follower.onPresence(presence);
  };
  // A stream that reconnects sends no event where nothing changed. Before its first event a stream may be held back by a
  // proxy, so it does not count as live.
  source.onopen = () => {
    if (hasReading) follower.onState("live");
  };
  source.onerror = () => {
    follower.onState(source.readyState === EventSource.CLOSED ? "over" : "broken");
  };
  return () => source.close();
}

/** Follows a space's admission and knocks by the stream at `path` until the returned function is called. */
export function followDoor(path: string, follower: DoorFollower): () => void {
  const source = new EventSource(path);
  // Changes during a gap are not sent again.
  source.onopen = () => {
    follower.onState?.("live");
    follower.onAdmissionChange?.();
  };
  source.addEventListener("door", () => follower.onAdmissionChange?.());
  source.addEventListener("knocks", ({ data }) => {
    const parsed = parse(knocksSchema, data);
    if (parsed) follower.onKnocks?.(parsed.knocks);
  });
  source.onerror = () => {
    follower.onState?.(source.readyState === EventSource.CLOSED ? "over" : "broken");
  };
  return () => source.close();
}

function parse<T>(schema: z.ZodMiniType<T>, data: unknown): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(String(data)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
