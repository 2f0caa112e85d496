import { type Presence, presenceSchema } from "../../contract/presence.ts";
import type { PresenceFollower } from "../api_port.ts";

/** Follows the server-sent events at `path` until the answered function is called. */
export function followPresence(path: string, follower: PresenceFollower): () => void {
  const source = new EventSource(path);
  let hasTold = false;
  source.onmessage = ({ data }) => {
    const presence = parse(data);
    if (presence === null) return;
    hasTold = true;
    follower.became("live");
    follower.told(presence);
  };
  // Where nothing has changed since the last event, nothing is told when the stream comes back. Of a
  // stream that has told nothing yet we cannot know: a proxy may be holding it back.
  source.onopen = () => {
    if (hasTold) follower.became("live");
  };
  source.onerror = () => {
    follower.became(source.readyState === EventSource.CLOSED ? "over" : "broken");
  };
  return () => source.close();
}

function parse(data: unknown): Presence | null {
  try {
    const parsed = presenceSchema.safeParse(JSON.parse(String(data)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
