/**
 * Presence as server-sent events (HTML, 9.2). Each event holds the whole presence, so a missed one loses nothing. Two more
 * kinds come on the same stream: `event: door` tells that access to the space has changed, so that a waiting page asks
 * again; `event: knocks` holds the waiting room, for moderators.
 */
import type { Knocks } from "../../../contract/space.ts";
import { AppError } from "../../base/app_error.ts";
import { withoutNames } from "../../presence/presence.ts";
import {
  feedRefreshMs,
  type PresenceFeed,
  type SpaceReading,
} from "../../presence/presence_feed.ts";

/** The most open streams of one process. */
export const maxPresenceStreams = 5_000;

/** The most open streams of one IP address, which an office of hundreds may share. */
export const maxStreamsPerAddress = 500;

/** A stream closes after this long; the browser then reconnects, to this replica or another. */
const streamLifeMs = 10 * 60_000;

/** A browser reconnects this long after a stream closed. */
const retryMs = 2_000;

/** A stream closes when this many events wait for a slow reader. */
const maxQueuedEvents = 32;

/** Whether a visitor may see names, and the waiting room. */
export interface ViewPermissions {
  readonly names: boolean;
  readonly knocks: boolean;
}

/** The options of one stream. */
export interface PresenceStreamOptions {
  readonly feed: PresenceFeed;
  readonly slug: string;
  /** Reads what this visitor may see. Called again while the stream is open, since it can change. */
  readonly resolvePermissions: () => Promise<ViewPermissions>;
  /** The id of the last presence event that the browser got (`Last-Event-ID`), or `null`. */
  readonly lastEventId: string | null;
  readonly heartbeatMs?: number;
  /** Called once, when the stream has closed or could not open. */
  readonly onClose?: () => void;
}

/** True for a request of a browser's `EventSource`. */
export function wantsEvents(request: Request): boolean {
  return request.method === "GET" &&
    /(^|,)\s*text\/event-stream\b/i.test(request.headers.get("accept") ?? "");
}

/**
 * A stream that sends the current presence (unless `lastEventId` is its id already), then each change, with comments as
 * heartbeats.
 *
 * @throws AppError `rate-limited` when this process has `maxPresenceStreams` open.
 */
export async function presenceStream(options: PresenceStreamOptions): Promise<Response> {
  try {
    if (options.feed.listeners >= maxPresenceStreams) refuseStream();
    return openStream(options, await options.resolvePermissions());
  } catch (error) {
    options.onClose?.();
    throw error;
  }
}

/** @throws AppError `rate-limited`. */
export function refuseStream(): never {
  throw new AppError("rate-limited", "Cannot open one more stream", { retryAfterSeconds: 10 });
}

function openStream(options: PresenceStreamOptions, initial: ViewPermissions): Response {
  const { feed, slug, resolvePermissions, heartbeatMs = feedRefreshMs } = options;
  let permissions = initial;
  let lastDoor = "";
  /** `null`: nothing was sent yet. A reconnecting page may still show old knocks, so even an empty list is sent then. */
  let lastKnocks: string | null = null;
  let lastId = options.lastEventId;
  let latest: SpaceReading | null = null;
  let close = () => {};
  const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const encoder = new TextEncoder();
    let isOpen = true;
    const write = (text: string) => {
      if (!isOpen) return;
      controller.enqueue(encoder.encode(text));
      if ((controller.desiredSize ?? 0) < -maxQueuedEvents) close();
    };
    const sendChanges = () => {
      if (latest === null) return;
      // The id also says whether names are included.
      const id = `${latest.version}-${permissions.names ? "names" : "count"}`;
      if (id !== lastId) {
        lastId = id;
        const presence = permissions.names ? latest.presence : withoutNames(latest.presence);
        write(`id: ${id}\ndata: ${JSON.stringify(presence)}\n\n`);
      }
      const content: Knocks = { knocks: permissions.knocks ? [...latest.knocks] : [] };
      const knocks = JSON.stringify(content.knocks);
      if (knocks !== lastKnocks && (permissions.knocks || lastKnocks !== null)) {
        lastKnocks = knocks;
        write(`event: knocks\ndata: ${JSON.stringify(content)}\n\n`);
      }
    };
    const refreshPermissions = async () => {
      permissions = await resolvePermissions().catch(() => permissions);
      sendChanges();
    };
    /** Sends `event: door` at the first reading too: a reconnecting browser may have missed it. */
    const sendDoor = ({ admissionChange }: SpaceReading) => {
      if (admissionChange === lastDoor) return;
      lastDoor = admissionChange;
      write("event: door\ndata: {}\n\n");
      refreshPermissions();
    };
    const beat = () => {
      write(":\n\n");
      refreshPermissions();
    };
    const heartbeat = setInterval(beat, heartbeatMs);
    const life = setTimeout(() => close(), streamLifeMs);
    Deno.unrefTimer(heartbeat);
    Deno.unrefTimer(life);
    write(`retry: ${retryMs}\n\n`);
    const stopListening = feed.listen(slug, {
      onReading(reading) {
        latest = reading;
        sendChanges();
        sendDoor(reading);
      },
      onClose: () => close(),
    });
    close = () => {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(heartbeat);
      clearTimeout(life);
      stopListening();
      options.onClose?.();
      try {
        controller.close();
      } catch {
        // The reader cancelled the stream, which closed it already.
      }
    };
  };
  const body = new ReadableStream<Uint8Array>({
    start,
    cancel: () => close(),
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // nginx would buffer events.
      "x-accel-buffering": "no",
    },
  });
}
