/** The log of a space, kept 30 days: joins, departures, cameras, screen shares and recordings, and acts of moderators. */
import type { KvKey, KvPort, KvWrite } from "../storage/kv_port.ts";

/** Lifetime of a line: 30 days. */
export const eventLogLifeMs = 30 * 24 * 60 * 60_000;

/** The types of lines. */
export const loggedEventTypes = [
  "joined",
  "left",
  "camera-started",
  "camera-ended",
  "screen-share-started",
  "screen-share-ended",
  "recording-started",
  "recording-ended",
  "removed",
  "banned",
  "ended-for-all",
] as const;

/** One of `loggedEventTypes`. */
export type LoggedEventType = typeof loggedEventTypes[number];

/** One line of a space's log. */
export interface LoggedEvent {
  readonly type: LoggedEventType;
  /** Milliseconds since 1970 by LiveKit's clock; `joined` is exact to the millisecond, the others to the second. */
  readonly atMs: number;
  readonly seatId: string;
  /** Empty where LiveKit gives none, as for tracks: see the seat's other lines. */
  readonly participantName: string;
  /** The sid of the connection or track: with time and type it is the line's key, so that a line is written once. */
  readonly sid: string;
}

function eventLogKey(
  slug: string,
  event: Pick<LoggedEvent, "atMs" | "type" | "sid">,
): KvKey {
  return ["event_log", slug, event.atMs, event.type, event.sid];
}

/** The write of one line. Writing the same line again changes nothing. */
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
    /** Milliseconds since 1970: earlier lines are left out. */
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

/** A space's log from the oldest line that is kept, in the order of time; at most `limit` lines. */
export async function readEventLog(
  kv: KvPort,
  slug: string,
  nowMs: number,
  limit = 1000,
): Promise<LoggedEvent[]> {
  const rows = await kv.list<LoggedEvent>(["event_log", slug], limit);
  return rows.flatMap(({ value }) => value && value.atMs > nowMs - eventLogLifeMs ? [value] : []);
}
