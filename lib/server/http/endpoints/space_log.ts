/** `GET /api/spaces/:slug/log?before=…`: the event log of a space, for its owner and moderators. */
import * as z from "zod/mini";
import type { LogPage } from "../../../contract/space.ts";
import { loggedEventTypes, readLogPage } from "../../presence/event_log.ts";
import { moderatorOf } from "../../spaces/commit_as_moderator.ts";
import type { Services } from "../../services.ts";
import type { SpaceRow } from "../../rows/space_rows.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { invalidBody } from "../kit/body.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { inSpace } from "../kit/in_space.ts";

/** Lines of a page. */
export const logPageLines = 100;

/** The cursor becomes a storage key, which is limited to 2 KiB; LiveKit's sids have a dozen characters. */
const cursorSchema = z.tuple([
  z.number(),
  z.enum(loggedEventTypes),
  z.string().check(z.maxLength(256)),
]);

type Cursor = z.infer<typeof cursorSchema>;

/** The newest `logPageLines` lines, or those before a cursor, for moderators. */
export function getSpaceLog(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const before = () => cursorOf(new URL(request.url).searchParams.get("before"));
    const page = await withinStorageDeadline(async () => {
      const { rules } = await moderatorOf(services, where);
      return await logPage(services, rules, before());
    });
    return jsonResponse(page);
  });
}

/**
 * One page of the log, the newest with `cursor` `null`. The caller checks permission. Lines older than the space's
 * row are left out: they belong to an earlier space of this name.
 */
export async function logPage(
  { kv, now }: Pick<Services, "kv" | "now">,
  { slug, createdAt }: Pick<SpaceRow, "slug" | "createdAt">,
  cursor: Cursor | null,
): Promise<LogPage> {
  const before = cursor && { atMs: cursor[0], type: cursor[1], sid: cursor[2] };
  const lines = await readLogPage(kv, slug, {
    now: now(),
    since: createdAt,
    limit: logPageLines,
    before,
  });
  const last = lines.length < logPageLines ? undefined : lines.at(-1);
  return {
    events: lines.map(({ type, atMs, seatId, participantName }) => ({
      type,
      at: new Date(atMs).toISOString(),
      seatId,
      participantName,
    })),
    next: last ? JSON.stringify([last.atMs, last.type, last.sid]) : null,
  };
}

function cursorOf(text: string | null): Cursor | null {
  if (text === null) return null;
  try {
    return cursorSchema.parse(JSON.parse(text));
  } catch {
    throw invalidBody([{ path: "before", message: "the `next` of another page" }]);
  }
}
