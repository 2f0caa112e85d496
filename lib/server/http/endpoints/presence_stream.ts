/**
 * Presence as server-sent events (HTML, 9.2): each event is the whole of it, so that missing some loses nothing. Beside
 * it `event: door` when who may enter changed, and `event: knocks` with who waits, for those who may admit.
 */
import type { Knocks } from "../../../contract/space.ts";
import { AppError } from "../../base/app_error.ts";
import { withoutNames } from "../../presence/presence.ts";
import {
  feedRefreshMs,
  type PresenceFeed,
  type SpaceReading,
} from "../../presence/presence_feed.ts";

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

/** What a visitor may be told. */
export interface ViewPermissions {
  readonly names: boolean;
  readonly knocks: boolean;
}

/** What one stream tells, to whom, and of what it may count. */
export interface PresenceStreamOptions {
  readonly feed: PresenceFeed;
  readonly slug: string;
  /** Looks what this visitor may be told: it can change while the stream is open. */
  readonly look: () => Promise<ViewPermissions>;
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
    return openStream(options, await options.look());
  } catch (error) {
    options.ended?.();
    throw error;
  }
}

/** @throws AppError `rate-limited`. */
export function refuseStream(): never {
  throw new AppError("rate-limited", "Cannot open one more stream", { retryAfterSeconds: 10 });
}

function openStream(options: PresenceStreamOptions, sightAtFirst: ViewPermissions): Response {
  const { feed, slug, look, heartbeatMs = feedRefreshMs } = options;
  let sight = sightAtFirst;
  let lastDoor = "";
  /** `null`: nothing was told yet. A stream that begins anew cannot know what the page still shows. */
  let lastKnocks: string | null = null;
  let lastId = options.lastEventId;
  let latest: SpaceReading | null = null;
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
      const id = `${latest.version}-${sight.names ? "names" : "count"}`;
      if (id !== lastId) {
        lastId = id;
        const presence = sight.names ? latest.presence : withoutNames(latest.presence);
        write(`id: ${id}\ndata: ${JSON.stringify(presence)}\n\n`);
      }
      const content: Knocks = { knocks: sight.knocks ? [...latest.knocks] : [] };
      const knocks = JSON.stringify(content.knocks);
      if (knocks !== lastKnocks && (sight.knocks || lastKnocks !== null)) {
        lastKnocks = knocks;
        write(`event: knocks\ndata: ${JSON.stringify(content)}\n\n`);
      }
    };
    const lookAgain = async () => {
      sight = await look().catch(() => sight);
      tell();
    };
    /** Also at the first reading: who comes back after a break may have missed it. */
    const tellDoor = ({ admissionChange }: SpaceReading) => {
      if (admissionChange === lastDoor) return;
      lastDoor = admissionChange;
      write("event: door\ndata: {}\n\n");
      lookAgain();
    };
    const beat = () => {
      write(":\n\n");
      lookAgain();
    };
    const heartbeat = setInterval(beat, heartbeatMs);
    const life = setTimeout(() => end(), streamLifeMs);
    Deno.unrefTimer(heartbeat);
    Deno.unrefTimer(life);
    write(`retry: ${retryMs}\n\n`);
    const stopListening = feed.listen(slug, {
      onReading(reading) {
        latest = reading;
        tell();
        tellDoor(reading);
      },
      onClose: () => end(),
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
