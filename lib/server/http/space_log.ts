/** `GET /api/spaces/:slug/log?before=…`: what happened in a space, for its owner and moderators. */
import * as z from "zod/mini";
import type { LogPage } from "../../contract/space.ts";
import { loggedEventTypes, readLogPage } from "../event_log.ts";
import { moderatorOf } from "../moderate.ts";
import { invalidBody } from "./body.ts";
import { type Endpoint, jsonResponse } from "./endpoint.ts";
import { inSpace } from "./in_space.ts";

/** Lines of one page. */
export const logPageLines = 100;

/** LiveKit's sids are a dozen characters; the cursor becomes a storage key, which has 2 KiB. */
const cursorSchema = z.tuple([
  z.number(),
  z.enum(loggedEventTypes),
  z.string().check(z.maxLength(256)),
]);

export function getSpaceLog(slug: string): Endpoint {
  return inSpace(slug, async (where, request, services) => {
    await moderatorOf(services, where);
    const before = cursorOf(new URL(request.url).searchParams.get("before"));
    const lines = await readLogPage(services.kv, slug, {
      now: services.now(),
      limit: logPageLines,
      before,
    });
    const last = lines.length < logPageLines ? undefined : lines.at(-1);
    const page: LogPage = {
      events: lines.map(({ type, atMs, seatId, participantName }) => ({
        type,
        at: new Date(atMs).toISOString(),
        seatId,
        participantName,
      })),
      next: last ? JSON.stringify([last.atMs, last.type, last.sid]) : null,
    };
    return jsonResponse(page);
  });
}

function cursorOf(text: string | null) {
  if (text === null) return null;
  try {
    const [atMs, type, sid] = cursorSchema.parse(JSON.parse(text));
    return { atMs, type, sid };
  } catch {
    throw invalidBody([{ path: "before", message: "the `next` of another page" }]);
  }
}
