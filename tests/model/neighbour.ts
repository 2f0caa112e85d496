/**
 * Another Madang with storage of its own on the same LiveKit: one replica, and one guest in the room of a space that is
 * here too. LiveKit tells both of everything. Neither may touch the other's people, nor show them.
 */
import type { Config } from "../../lib/server/config/config.ts";
import { readPresence } from "../../lib/server/presence/presence.ts";
import { Browser, readToken, sessionIdOf } from "./browser.ts";
import { FakeKvServer } from "./fake_kv_server.ts";
import type { FakeConnection, FakeLiveKit } from "./fake_livekit.ts";
import type { Asked } from "./history.ts";
import type { Judge } from "./judge.ts";
import { Page } from "./page.ts";
import { Random } from "./random.ts";
import { Replica } from "./replica.ts";
import { slugs } from "./steps.ts";
import type { Timeline } from "./timeline.ts";
import { Weather } from "./weather.ts";

export interface Vicinity {
  readonly config: Config;
  readonly timeline: Timeline;
  readonly livekit: FakeLiveKit;
  readonly judge: Judge;
}

export class Neighbour {
  readonly #around: Vicinity;
  /** Of its own: what happens there draws nothing from the steps' chance. */
  readonly #random = new Random(11);
  readonly #kv: FakeKvServer;
  readonly #replica: Replica;
  readonly #minted = new Set<string>();
  #guests = 0;

  constructor(around: Vicinity) {
    this.#around = around;
    const { config, timeline, livekit } = around;
    const weather = new Weather(this.#random, timeline);
    this.#kv = new FakeKvServer({ timeline, weather, maxChecks: 10 });
    this.#replica = new Replica({
      config,
      timeline,
      random: this.#random,
      weather,
      kv: this.#kv,
      livekit,
      onRemoval: (connection) => this.#removes(connection),
      onArrival: (identity) => this.#announces(identity),
      onLog: () => {},
    });
  }

  /** Its guest enters once time goes on. */
  async start(): Promise<void> {
    await this.#replica.start();
    this.#guestJoins();
  }

  /** LiveKit tells it of everything, too. */
  hear(delivery: Request): void {
    this.#replica.send(delivery);
  }

  /** Its storage is gone, and it starts anew: it does not know the seats of before. */
  async beginAnew(): Promise<void> {
    this.#replica.kill();
    for (const { key } of [...this.#kv.rows()]) this.#kv.put(key, undefined);
    this.#minted.clear();
    await this.start();
  }

  /** Its presence shows only its own people. */
  async lawsAtRest(): Promise<string[]> {
    const readings = slugs.map((slug) => readPresence(this.#replica.services.kv, slug));
    await this.#around.timeline.advance(2_000);
    const people = (await Promise.all(readings)).flatMap(({ presence }) => presence.people);
    const own = new Set([...this.#minted].map((identity) => identity.split(".")[0]));
    return people.filter(({ seatId }) => !own.has(seatId))
      .map(({ seatId }) => `The other Madang shows ${seatId}, which is not its own`);
  }

  #removes({ identity }: FakeConnection): void {
    if (this.#minted.has(identity.split("#")[0])) return;
    this.#around.judge.break(`${identity} was evicted by another Madang`);
  }

  #announces(identity: string): void {
    if (this.#minted.has(identity)) return;
    this.#around.judge.break(`${identity} was announced by another Madang`);
  }

  async #guestJoins(): Promise<void> {
    const { timeline, livekit } = this.#around;
    const [slug] = slugs;
    const browser = new Browser(`neighbour-${++this.#guests}`);
    const body = { roomName: `space-${slug}` };
    const send = (path: string, body: object) =>
      this.#replica.send(browser.request("POST", path, body));
    const entered = await send("/api/guest-sessions", {
      ...body,
      participantName: browser.guestName,
    });
    if (entered?.status !== 201) return;
    browser.keepCookies(entered);
    const asked: Asked = {
      slug,
      user: null,
      userSession: null,
      guestSession: sessionIdOf(browser.guest ?? ""),
      sentAtMs: timeline.now,
      answeredAtMs: null,
      mint: null,
      isRefused: false,
    };
    const answer = await send("/api/livekit/token", body);
    if (answer?.status !== 200) return;
    const { mint, claims } = await readToken(answer, asked);
    this.#minted.add(mint.identity);
    const random = this.#random;
    new Page(mint, claims, { livekit, timeline, random, onActive: () => {} }).connect();
    this.#around.judge.reached.add("a participant of another Madang was inside");
  }
}
