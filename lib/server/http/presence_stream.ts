/** Presence as server-sent events (HTML, 9.2): each event is the whole of it, so that missing some loses nothing. */
import { AppError } from "../app_error.ts";
import { type PresenceReading, withoutNames } from "../presence.ts";
import { feedRefreshMs, type PresenceFeed } from "../presence_feed.ts";

/** Streams that one process holds open at once. */
export const maxPresenceStreams = 5_000;

/** Streams of one address, behind which a whole office may be: so nobody alone takes all. */
export const maxStreamsPerAddress = 500;

/** A stream ends after this long, and the browser comes again by itself: to this replica or another. */
const streamLifeMs = 10 * 60_000;

/** How soon a browser comes again when a stream ended. */
const retryMs = 2_000;

/** Events that may wait for a slow reader before its stream is given up. */
const maxWaiting = 32;

export interface PresenceStreamOptions {
  readonly feed: PresenceFeed;
  readonly slug: string;
  /** Looks whether this visitor may see names: it can change while the stream is open. */
  readonly maySeeNames: () => Promise<boolean>;
  /** What the browser has already, or `null`. */
  readonly lastEventId: string | null;
  readonly heartbeatMs?: number;
  /** Called once when the stream is over, also where it never began. */
  readonly ended?: () => void;
}

/** True where a browser's `EventSource` asks. */
export function wantsEvents(request: Request): boolean {
  return request.method === "GET" &&
    /(^|,)\s*text\/event-stream\b/i.test(request.headers.get("accept") ?? "");
}

/**
 * The stream: at once what is so now (nothing, if `lastEventId` says that the browser knows), then each change, and
 * a comment as a heartbeat.
 *
 * @throws AppError `rate-limited` when this process holds as many streams as it may.
 */
export async function presenceStream(options: PresenceStreamOptions): Promise<Response> {
  try {
    if (options.feed.listeners >= maxPresenceStreams) refuseStream();
    return openStream(options, await options.maySeeNames());
  } catch (error) {
    options.ended?.();
    throw error;
  }
}

/** @throws AppError `rate-limited`. */
export function refuseStream(): never {
  throw new AppError("rate-limited", "Cannot open one more stream", { retryAfterSeconds: 10 });
}

function openStream(options: PresenceStreamOptions, seesNamesAtFirst: boolean): Response {
  const { feed, slug, maySeeNames, heartbeatMs = feedRefreshMs } = options;
  let seesNames = seesNamesAtFirst;
  let lastId = options.lastEventId;
  let latest: PresenceReading | null = null;
  let end = () => {};
  const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const encoder = new TextEncoder();
    let isOpen = true;
    const write = (text: string) => {
      if (!isOpen) return;
      controller.enqueue(encoder.encode(text));
      if ((controller.desiredSize ?? 0) < -maxWaiting) end();
    };
    const tell = () => {
      if (latest === null) return;
      // Whether names are in it is a part of what the browser knows.
      const id = `${latest.version}-${seesNames ? "names" : "count"}`;
      if (id === lastId) return;
      lastId = id;
      const presence = seesNames ? latest.presence : withoutNames(latest.presence);
      write(`id: ${id}\ndata: ${JSON.stringify(presence)}\n\n`);
    };
    const beat = async () => {
      write(":\n\n");
      const mayNow = await maySeeNames().catch(() => seesNames);
      if (mayNow === seesNames) return;
      seesNames = mayNow;
      tell();
    };
    const heartbeat = setInterval(beat, heartbeatMs);
    const life = setTimeout(() => end(), streamLifeMs);
    Deno.unrefTimer(heartbeat);
    Deno.unrefTimer(life);
    write(`retry: ${retryMs}\n\n`);
    const stopListening = feed.listen(slug, {
      told(reading) {
        latest = reading;
        tell();
      },
      ended: () => end(),
    });
    end = () => {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(heartbeat);
      clearTimeout(life);
      stopListening();
      options.ended?.();
      try {
        controller.close();
      } catch {
        // The reader is gone already, and that closed it.
      }
    };
  };
  const body = new ReadableStream<Uint8Array>({
    start,
    cancel: () => end(),
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // nginx would hold events back.
      "x-accel-buffering": "no",
    },
  });
}
