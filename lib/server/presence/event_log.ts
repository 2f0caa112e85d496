/** What happened in a space, kept 30 days: who came and went, whose camera and screen went on and off. */
import type { KvKey, KvPort, KvWrite } from "../storage/kv_port.ts";

/** Lines of the log are kept for 30 days. */
export const eventLogLifeMs = 30 * 24 * 60 * 60_000;

/** What the log tells of. */
export const loggedEventTypes = [
  "joined",
  "left",
  "camera-started",
  "camera-ended",
  "screen-share-started",
  "screen-share-ended",
  "removed",
  "banned",
  "ended-for-all",
] as const;

/** One of `loggedEventTypes`. */
export type LoggedEventType = typeof loggedEventTypes[number];

/** One line of a space's log. */
export interface LoggedEvent {
  readonly type: LoggedEventType;
  /** Milliseconds since 1970 by LiveKit's clock; *joined* to the millisecond, the others to the second. */
  readonly atMs: number;
  readonly seatId: string;
  /** Empty where LiveKit does not tell it, as with tracks: the seat's other lines do. */
  readonly participantName: string;
  /** The connection's sid, or the track's: with time and type it names the line, so that none is written twice. */
  readonly sid: string;
}

function eventLogKey(
  slug: string,
  event: Pick<LoggedEvent, "atMs" | "type" | "sid">,
): KvKey {
  return ["event_log", slug, event.atMs, event.type, event.sid];
}

/** The write that puts a line into a space's log. Writing the same line again changes nothing. */
export function eventLogWrite(slug: string, event: LoggedEvent): KvWrite {
  return {
    type: "set",
    key: eventLogKey(slug, event),
    value: event,
    expireInMs: eventLogLifeMs,
  };
}

/** A page of a space's log, the newest first; `before` is the last line of the page before it. */
export async function readLogPage(
  kv: KvPort,
  slug: string,
  { now, since, limit, before }: {
    readonly now: number;
    /** Lines from before it are not shown. */
    readonly since: number;
    readonly limit: number;
    readonly before: Pick<LoggedEvent, "atMs" | "type" | "sid"> | null;
  },
): Promise<LoggedEvent[]> {
  const rows = await kv.list<LoggedEvent>(["event_log", slug], limit, {
    reverse: true,
    ...(before && { before: eventLogKey(slug, before) }),
  });
  // Some lines have whole seconds.
  const first = Math.max(Math.floor(since / 1000) * 1000, now - eventLogLifeMs + 1);
  return rows.flatMap(({ value }) => value && value.atMs >= first ? [value] : []);
}

/** A space's log in the order of time, from the oldest line that is kept; at most `limit` lines. */
export async function readEventLog(
  kv: KvPort,
  slug: string,
  nowMs: number,
  limit = 1000,
): Promise<LoggedEvent[]> {
  const rows = await kv.list<LoggedEvent>(["event_log", slug], limit);
  return rows.flatMap(({ value }) => value && value.atMs > nowMs - eventLogLifeMs ? [value] : []);
}
