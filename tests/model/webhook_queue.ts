/**
 * LiveKit's queue of webhooks. It delivers the events of one room one after another, tries again after 1, 2, 4 and 8 s, then
 * gives up, and drops events that are too old. `Weather` may lose, repeat or delay a delivery on its way to us.
 */
import type { FakeEvent } from "./fake_livekit.ts";
import type { Timeline } from "./timeline.ts";
import type { Weather } from "./weather.ts";

export interface WebhookWay {
  readonly timeline: Timeline;
  readonly weather: Weather;
  /** Delivers once; the status of the answer, `null` for a broken connection. */
  readonly deliver: (event: FakeEvent) => Promise<number | null>;
}

const retryAfterMs = [1000, 2000, 4000, 8000];
const maxAgeMs = 30_000;

interface Queued {
  readonly event: FakeEvent;
  readonly queuedAtMs: number;
}

export class WebhookQueue {
  readonly #way: WebhookWay;
  readonly #rooms = new Map<string, Queued[]>();
  #server = 0;
  #lastCopyAtMs = 0;

  constructor(way: WebhookWay) {
    this.#way = way;
  }

  add(event: FakeEvent): void {
    const queued = { event, queuedAtMs: this.#way.timeline.now };
    const queue = this.#rooms.get(event.roomName);
    if (queue) queue.push(queued);
    else {
      const started = [queued];
      this.#rooms.set(event.roomName, started);
      this.#work(started, event.roomName);
    }
  }

  /** When the last of the copies that are on their own way will have arrived; a crash of LiveKit's stops none of them. */
  get lastCopyAtMs(): number {
    return this.#lastCopyAtMs;
  }

  /** The server that held them is gone. */
  clear(): void {
    this.#server++;
    this.#rooms.clear();
  }

  async #work(queue: Queued[], roomName: string): Promise<void> {
    const server = this.#server;
    const { timeline } = this.#way;
    for (let next = queue[0]; next && server === this.#server; next = queue[0]) {
      for (let tries = 0; server === this.#server; tries++) {
        if (timeline.now - next.queuedAtMs > maxAgeMs) break;
        const status = await this.#send(next.event);
        const isRefused = status === null || status >= 500 || status === 429;
        if (!isRefused || tries === retryAfterMs.length) break;
        await this.#pause(retryAfterMs[tries]);
      }
      queue.shift();
    }
    if (this.#rooms.get(roomName) === queue) this.#rooms.delete(roomName);
  }

  async #send(event: FakeEvent): Promise<number | null> {
    const { timeline, weather, deliver } = this.#way;
    const fate = weather.deliveryFate();
    for (const afterMs of fate.copiesAfterMs) {
      this.#lastCopyAtMs = Math.max(this.#lastCopyAtMs, timeline.now + afterMs);
      timeline.after(afterMs, () => deliver(event));
    }
    await this.#pause(fate.sendMs);
    return fate.isDropped ? 200 : await deliver(event);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.#way.timeline.after(milliseconds, resolve));
  }
}
