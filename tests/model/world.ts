/**
 * A whole world in one process: browsers and their pages, two replicas of the real server, one fake storage, one fake
 * LiveKit, another Madang on it, and the networks between. Everything in it happens by one timeline and one seed. Long,
 * since it is the one place of wiring.
 */
import { type Config, parseConfig } from "../../lib/server/config/config.ts";
import { userKey } from "../../lib/server/rows/kv_keys.ts";
import { newUser } from "../../lib/server/accounts/users.ts";
import { parseIdentity } from "../../lib/contract/participant.ts";
import { deliveryOf } from "../fakes/webhook_delivery.ts";
import { Attendance } from "./attendance.ts";
import { FakeKvServer } from "./fake_kv_server.ts";
import { eventBody, type FakeEvent, FakeLiveKit } from "./fake_livekit.ts";
import { Hands } from "./hands.ts";
import { History } from "./history.ts";
import { Judge } from "./judge.ts";
import { Links } from "./links.ts";
import { Moderators } from "./moderators.ts";
import { Neighbour } from "./neighbour.ts";
import { ownSpace } from "./owned_space.ts";
import { People } from "./people.ts";
import { Random } from "./random.ts";
import { Replica } from "./replica.ts";
import { Rights } from "./rights.ts";
import { RowWatch } from "./row_watch.ts";
import { replicas, slugs, type Step, users } from "./steps.ts";
import { Timeline } from "./timeline.ts";
import { Weather } from "./weather.ts";
import { WebhookQueue } from "./webhook_queue.ts";

export const keys = { apiKey: "devkey", apiSecret: "a-secret-of-at-least-32-characters" };

const config: Config = parseConfig({
  LIVEKIT_URL: "ws://localhost:7880",
  LIVEKIT_API_KEY: keys.apiKey,
  LIVEKIT_API_SECRET: keys.apiSecret,
});

/** Answers may not take longer (docs/design.md, *What is promised*), eviction at token time included. */
const answerWithinMs = { webhook: 2_000, unavailable: 2_500, other: 4_500 };

/** From the end of all faults until everything is right. */
const restMs = 40_000;

/** A participant that is not ours, and that must be left alone. */
export const stranger = "EG_recorder";

export class World {
  readonly timeline = new Timeline(Date.UTC(2026, 10, 23, 12));
  /** Restarted by each step. */
  readonly random = new Random(1);
  readonly weather: Weather;
  readonly kv: FakeKvServer;
  readonly livekit: FakeLiveKit;
  readonly history = new History();
  readonly attendance = new Attendance();
  readonly rights = new Rights(this.history);
  readonly judge: Judge;
  readonly people: People;
  readonly hands: Hands;
  readonly moderators: Moderators;
  readonly links: Links;
  readonly neighbour: Neighbour;
  readonly replicas: readonly Replica[];
  /** Lines of the server's log, the latest last. */
  readonly log: string[] = [];
  readonly performed: Step[] = [];
  readonly #webhooks: WebhookQueue;

  constructor() {
    this.weather = new Weather(this.random, this.timeline);
    this.kv = new FakeKvServer({ timeline: this.timeline, weather: this.weather, maxChecks: 10 });
    const watch = new RowWatch((invariant) => this.judge.break(invariant));
    this.kv.onCommit = (changes) => watch.look(changes);
    this.livekit = new FakeLiveKit({
      timeline: this.timeline,
      tell: (event) => {
        this.attendance.happened(event, this.timeline.now);
        this.#webhooks.add(event);
        deliveryOf(eventBody(event), keys).then((delivery) => this.neighbour.hear(delivery));
      },
    });
    this.#webhooks = new WebhookQueue({
      timeline: this.timeline,
      weather: this.weather,
      deliver: (event) => this.#deliver(event),
    });
    this.judge = new Judge(this);
    this.hands = new Hands(this);
    this.people = new People(this);
    this.moderators = new Moderators(this);
    this.links = new Links(this);
    const { timeline, livekit, judge } = this;
    this.neighbour = new Neighbour({ config, timeline, livekit, judge });
    this.replicas = Array.from({ length: replicas }, () =>
      new Replica({
        config,
        timeline: this.timeline,
        random: this.random,
        weather: this.weather,
        kv: this.kv,
        livekit: this.livekit,
        onRemoval: (connection) => this.judge.removal(connection),
        onArrival: (identity) => this.judge.arrival(identity),
        onLog: (line) => this.log.push(line),
      }));
  }

  async start(): Promise<void> {
    this.#strangerJoins();
    for (const userId of users) {
      this.kv.put(userKey(userId), newUser({ userId, participantName: userId }, this.timeline.now));
    }
    for (const replica of this.replicas) await replica.start();
    await this.neighbour.start();
    await this.timeline.advance(50);
  }

  /** Does the step, and lets the time after it pass. */
  async perform(step: Step): Promise<void> {
    this.performed.push(step);
    this.random.restart(step.salt);
    // Requests that are under way are over before a day has passed.
    if (step.do === "leap") await this.timeline.advance(6_000);
    this.#do(step);
    await this.timeline.advance(step.thenMs);
  }

  /**
   * Faults end and every killed part is up again. Then delayed calls and events arrive, at most 20 s late, and the last of
   * them is the last fault: from there the reconciler has its promised 35 s, and 5 s for storage to come back.
   */
  async comeToRest(): Promise<void> {
    this.weather.clearUp();
    this.kv.comeBack();
    if (!this.livekit.isUp) this.#restartLiveKit();
    for (const replica of this.replicas) if (!replica.isUp) await replica.start();
    await this.timeline.advance(Math.max(0, this.#webhooks.lastCopyAtMs - this.timeline.now));
    await this.timeline.advance(restMs);
    this.attendance.rested(this.timeline.now);
  }

  /** The space has its owner, who is signed in. */
  ownSpace(): void {
    ownSpace(this.kv, this.timeline.now);
  }

  /** A replica that is up. */
  get anyReplica(): Replica {
    const up = this.replicas.filter((replica) => replica.isUp);
    return this.random.pick(up.length > 0 ? up : this.replicas);
  }

  #do(step: Step): void {
    switch (step.do) {
      case "join":
        this.people.ask(step.browser, step.slug)
          .then((page) => page && this.timeline.after(step.afterMs, () => page.connect()));
        return;
      case "ask":
        this.people.ask(step.browser, step.slug);
        return;
      case "ask-as-guest":
        this.people.ask(step.browser, step.slug, true);
        return;
      case "connect":
        return this.people.page(step.page)?.connect();
      case "connect-copy":
        return this.people.page(step.page)?.connectCopy();
      case "freeze":
        return this.people.page(step.page)?.freeze();
      case "thaw":
        return this.people.page(step.page)?.thaw();
      case "leave":
        return this.people.page(step.page)?.leave();
      case "sign-in":
        this.people.signIn(step.browser, users[step.user]);
        return;
      case "sign-out":
        this.people.signOut(step.browser, step.fromElsewhere);
        return;
      case "expire":
        return this.people.expire(step.browser);
      case "lock":
        this.moderators.lock(step.by, step.isLocked);
        return;
      case "set-capacity":
        this.moderators.setCapacity(step.by, step.capacity);
        return;
      case "set-policy":
        this.moderators.setPolicy(step.by, step.policy);
        return;
      case "put-out":
        this.moderators.putOut(step.by, this.people.page(step.page), step.action);
        return;
      case "lift-ban":
        this.moderators.liftBan(step.by, this.people.page(step.page));
        return;
      case "give-role":
        this.moderators.giveRole(step.by, this.people.page(step.page), step.role);
        return;
      case "let-in":
        this.moderators.letIn(step.by, this.people.page(step.page), step.isAdmitted);
        return;
      case "decide-knocks":
        this.moderators.decideKnocks(step.by, step.decision);
        return;
      case "make-link":
        this.links.make(step.by, step.role, step.uses, step.minutes);
        return;
      case "use-link":
        this.links.use(step.browser, step.link);
        return;
      case "revoke-link":
        this.links.revoke(step.link);
        return;
      case "set-hand":
        this.hands.set(this.people.browser(step.browser), slugs[step.slug], step.isRaised);
        return;
      case "lower-hand":
        this.moderators.lowerHand(step.by, this.people.page(step.page));
        return;
      case "lower-hands":
        this.moderators.lowerHands(step.by);
        return;
      case "hang-up":
        this.people.hangUp(this.people.page(step.page));
        return;
      case "trouble-kv":
        this.judge.trouble(step.forMs);
        return this.weather.troubleKv(step.trouble, step.forMs);
      case "kv-away":
        // Connections come back by themselves a moment later.
        this.judge.trouble(step.forMs + 3_000);
        this.kv.goAway();
        this.timeline.after(step.forMs, () => this.kv.comeBack());
        return;
      case "trouble-livekit":
        this.judge.trouble(step.forMs);
        return this.weather.troubleLiveKit(step.trouble, step.forMs);
      case "trouble-webhooks":
        return this.weather.troubleWebhooks(step.trouble, step.forMs);
      case "restart-livekit":
        if (!this.livekit.isUp) return;
        this.judge.trouble(step.downMs);
        this.#webhooks.clear();
        this.livekit.crash();
        this.attendance.crashed(this.timeline.now);
        this.timeline.after(step.downMs, () => this.#restartLiveKit());
        return;
      case "kill":
        return this.#kill(this.replicas[step.replica], step.downMs);
      case "set-clock":
        this.replicas[step.replica].clockOffsetMs = step.offsetMs;
        return;
      case "leap":
        // LiveKit drops events that old: none on its way arrives.
        this.#webhooks.clear();
        this.timeline.leap(step.minutes * 60_000);
        this.judge.trouble(60_000);
        return;
      case "restore-backup":
        return this.#restoreBackup();
    }
  }

  #kill(replica: Replica, downMs: number): void {
    if (!replica.isUp) return;
    this.judge.trouble(downMs);
    replica.kill();
    this.timeline.after(downMs, () => replica.isUp || replica.start());
  }

  #restartLiveKit(): void {
    if (this.livekit.isUp) return;
    this.livekit.restart();
    this.#strangerJoins();
  }

  /** Restores a backup. Backups leave seats out, so every seat is unknown afterwards. The other Madang has no backup. */
  #restoreBackup(): void {
    // Only the reconciler finds out.
    this.judge.trouble(60_000);
    this.history.seatsLostAtMs = this.timeline.now;
    for (const { key } of [...this.kv.rows()]) {
      if (key[0] === "seat" || key[0] === "seat_of") this.kv.put(key, undefined);
    }
    this.neighbour.beginAnew();
  }

  #strangerJoins(): void {
    this.livekit.join({
      roomName: "space-tea",
      identity: stranger,
      name: "",
      attributes: {},
      publishSources: [],
      activeAfterMs: 5,
      onActive: () => {},
      onGone: () => {},
    });
  }

  async #deliver(event: FakeEvent): Promise<number | null> {
    const sentAtMs = this.timeline.now;
    const answer = await this.send(
      await deliveryOf(eventBody(event), keys),
      answerWithinMs.webhook,
    );
    if (answer && answer.status !== 200 && answer.status !== 503) {
      this.judge.break(`An event was answered with ${answer.status}`);
    }
    if (answer?.status === 200) this.attendance.heard(event, this.timeline.now);
    if (answer?.status === 200 && event.connection) {
      const seat = parseIdentity(event.connection.identity);
      const isHeard = event.event === "participant_joined" || event.event === "participant_left";
      if (seat && isHeard) this.judge.heard(event, seat, sentAtMs);
    }
    return answer?.status ?? null;
  }

  async send(request: Request, withinMs = answerWithinMs.other): Promise<Response | null> {
    const replica = this.anyReplica;
    await this.#travel();
    const arrivedAtMs = this.timeline.awakeMs;
    const answer = await replica.send(request);
    this.judge.reached.add(`requests were answered ${answer?.status ?? "not at all"}`);
    if (answer === null) return null;
    const tookMs = this.timeline.awakeMs - arrivedAtMs;
    // LiveKit's deadline follows storage's, where an action needs both.
    const isOfLiveKit = answer.status === 503 &&
      (await answer.clone().text()).includes("livekit-unavailable");
    const limitMs = answer.status === 503 && !isOfLiveKit
      ? Math.min(withinMs, answerWithinMs.unavailable)
      : withinMs;
    const path = new URL(request.url).pathname;
    if (tookMs > limitMs) {
      this.judge.break(`${path} was answered ${answer.status} after ${tookMs} ms`);
    }
    if (answer.status === 500) this.judge.break(`${request.method} ${path} was answered with 500`);
    if (answer.status === 503 && !answer.headers.has("retry-after")) {
      this.judge.break(`${path}: 503 without Retry-After`);
    }
    await this.#travel();
    return answer;
  }

  #travel(): Promise<void> {
    return new Promise((resolve) => this.timeline.after(this.weather.latencyMs(), resolve));
  }
}
