import type * as z from "zod/mini";
import { presenceSchema } from "../../contract/presence.ts";
import { knocksSchema } from "../../contract/space.ts";
import type { DoorFollower, PresenceFollower } from "../ports/api_port.ts";

/** Follows the server-sent events at `path` until the answered function is called. */
export function followPresence(path: string, follower: PresenceFollower): () => void {
  const source = new EventSource(path);
  let hasTold = false;
  source.onmessage = ({ data }) => {
    const presence = parse(presenceSchema, data);
    if (presence === null) return;
    hasTold = true;
    follower.onState("live");
    follower.onPresence(presence);
  };
  // Where nothing has changed since the last event, nothing is told when the stream comes back. Of a
  // stream that has told nothing yet we cannot know: a proxy may be holding it back.
  source.onopen = () => {
    if (hasTold) follower.onState("live");
  };
  source.onerror = () => {
    follower.onState(source.readyState === EventSource.CLOSED ? "over" : "broken");
  };
  return () => source.close();
}

/** Follows what the stream at `path` says of the door, until the answered function is called. */
export function followDoor(path: string, follower: DoorFollower): () => void {
  const source = new EventSource(path);
  // What happened while nobody told us is not told later.
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
