import type * as z from "zod/mini";
import { followEvents } from "../../api/ApiClient.ts";
import { presenceSchema } from "../../contract/presence.ts";
import { knocksSchema } from "../../contract/space.ts";
import type { AdmissionFollower, PresenceFollower } from "../ports/api_port.ts";

/** Follows presence by the stream at `path` until the returned function is called. */
export function followPresence(path: string, follower: PresenceFollower): () => void {
  let hasTold = false;
  const message = (data: unknown) => {
    const presence = parse(presenceSchema, data);
    if (presence === null) return;
    hasTold = true;
    follower.onState("live");
    follower.onPresence(presence);
  };
  return followEvents(path, { message }, (state) => {
    // A stream that comes back tells nothing where nothing has changed. Before its first event it does not count as
    // live: a proxy may be holding it back.
    if (state !== "live" || hasTold) follower.onState(state);
  });
}

/** Follows the admission version and the knocks by the stream at `path` until the returned function is called. */
export function followAdmission(path: string, follower: AdmissionFollower): () => void {
  const listeners = {
    door: () => follower.onAdmissionChange?.(),
    knocks(data: unknown) {
      const parsed = parse(knocksSchema, data);
      if (parsed) follower.onKnocks?.(parsed.knocks);
    },
  };
  // The server tells `door` at each opening too, for changes from before.
  return followEvents(path, listeners, (state) => follower.onState?.(state));
}

function parse<T>(schema: z.ZodMiniType<T>, data: unknown): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(String(data)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
