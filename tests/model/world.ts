/**
 * A whole world in one process: browsers and their pages, two replicas of the real server, one fake storage, one fake
 * LiveKit, and the networks between. Everything in it happens by one timeline and one seed.
 */
import type { Config } from "../../lib/server/config.ts";
import { parseConfig } from "../../lib/server/config.ts";
import { parseIdentity } from "../../lib/contract/participant.ts";
import { endSession } from "../../lib/server/guest_sessions.ts";
import { userSessionKey, type UserSessionRow } from "../../lib/server/kv_keys.ts";
import { settleEvictions } from "../../lib/server/settle_evictions.ts";
import { deliveryOf } from "../fakes/webhook_delivery.ts";
import { Browser, readToken, sessionIdOf } from "./browser.ts";
import { FakeKvServer } from "./fake_deno_kv.ts";
import { eventBody, type FakeConnection, type FakeEvent, FakeLiveKit } from "./fake_livekit.ts";
import { type Asked, History, type Mint, type SessionEnd } from "./history.ts";
import { Page } from "./page.ts";
import { Random } from "./random.ts";
import { Replica } from "./replica.ts";
import { RowWatch } from "./row_watch.ts";
import { browsers, replicas, slugs, type Step, users } from "./steps.ts";
import { Timeline } from "./timeline.ts";
import { Weather } from "./weather.ts";
import { WebhookQueue } from "./webhook_queue.ts";

export const keys = { apiKey: "devkey", apiSecret: "a-secret-of-at-least-32-characters" };

const config: Config = parseConfig({
  LIVEKIT_URL: "ws://localhost:7880",
  LIVEKIT_API_KEY: keys.apiKey,
  LIVEKIT_API_SECRET: keys.apiSecret,
});

/** Answers may not take longer (design.md, section 10), eviction at token time included. */
const answerWithinMs = { webhook: 2_000, unavailable: 2_500, other: 4_500 };

/** Somebody in the room who is not ours, and whom nobody may touch. */
export const stranger = "EG_recorder";

export class World {
  readonly timeline = new Timeline(Date.UTC(2026, 10, 23, 12));
  /** Restarted by each step. */
  readonly random = new Random(1);
  readonly weather: Weather;
  readonly kv: FakeKvServer;
  readonly livekit: FakeLiveKit;
  readonly history = new History();
  readonly browsers: readonly Browser[];
  readonly pages: Page[] = [];
  readonly replicas: readonly Replica[];
  /** Laws that were broken while things happened, in words. */
  readonly broken: string[] = [];
  /** What the server logged, the latest last. */
  readonly log: string[] = [];
  readonly performed: Step[] = [];
  /** What came about, so that a test can tell that sequences get anywhere. */
  readonly reached = new Set<string>();
  readonly #webhooks: WebhookQueue;
  #userSessions = 0;
  /** Storage, LiveKit or a replica are not well, or were not until then. */
  #troubledUntilMs = -Infinity;

  constructor() {
    this.weather = new Weather(this.random, this.timeline);
    this.kv = new FakeKvServer({ timeline: this.timeline, weather: this.weather, maxChecks: 10 });
    const watch = new RowWatch((law) => this.#break(law));
    this.kv.onCommit = (changes) => watch.look(changes);
    this.livekit = new FakeLiveKit({
      timeline: this.timeline,
      tell: (event) => this.#webhooks.add(event),
    });
    this.#webhooks = new WebhookQueue({
      timeline: this.timeline,
      weather: this.weather,
      deliver: (event) => this.#deliver(event),
    });
    this.browsers = Array.from({ length: browsers }, (_, at) => new Browser(`browser-${at}`));
    this.replicas = Array.from({ length: replicas }, () =>
      new Replica({
        config,
        timeline: this.timeline,
        random: this.random,
        weather: this.weather,
        kv: this.kv,
        livekit: this.livekit,
        onRemoval: (connection) => this.#judgeRemoval(connection),
        onLog: (line) => this.log.push(line),
      }));
  }

  async start(): Promise<void> {
    this.#strangerJoins();
    for (const replica of this.replicas) await replica.start();
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

  /** Faults end, everybody who fell is up again, what was on its way arrives, and the reconciler has gone round twice. */
  async comeToRest(): Promise<void> {
    this.weather.clearUp();
    this.kv.comeBack();
    if (!this.livekit.isUp) this.#restartLiveKit();
    await this.timeline.advance(31_000);
    for (const replica of this.replicas) if (!replica.isUp) await replica.start();
    await this.timeline.advance(70_000);
  }

  /** A replica that is up. */
  get anyReplica(): Replica {
    const up = this.replicas.filter((replica) => replica.isUp);
    return this.random.pick(up.length > 0 ? up : this.replicas);
  }

  #do(step: Step): void {
    switch (step.do) {
      case "join":
        this.ask(this.browsers[step.browser], slugs[step.slug])
          .then((page) => page && this.timeline.after(step.afterMs, () => page.connect()));
        return;
      case "ask":
        this.ask(this.browsers[step.browser], slugs[step.slug]);
        return;
      case "ask-as-guest":
        this.ask(this.browsers[step.browser], slugs[step.slug], true);
        return;
      case "connect":
        return this.#page(step.page)?.connect();
      case "connect-copy":
        return this.#page(step.page)?.connectCopy();
      case "freeze":
        return this.#page(step.page)?.freeze();
      case "thaw":
        return this.#page(step.page)?.thaw();
      case "leave":
        return this.#page(step.page)?.leave();
      case "sign-in":
        this.#signIn(this.browsers[step.browser], users[step.user]);
        return;
      case "sign-out":
        this.#signOut(this.browsers[step.browser], step.fromElsewhere);
        return;
      case "expire":
        return this.#expire(this.browsers[step.browser]);
      case "trouble-kv":
        this.#trouble(step.forMs);
        return this.weather.troubleKv(step.trouble, step.forMs);
      case "kv-away":
        // Connections come back by themselves a moment later.
        this.#trouble(step.forMs + 3_000);
        this.kv.goAway();
        this.timeline.after(step.forMs, () => this.kv.comeBack());
        return;
      case "trouble-livekit":
        this.#trouble(step.forMs);
        return this.weather.troubleLiveKit(step.trouble, step.forMs);
      case "trouble-webhooks":
        return this.weather.troubleWebhooks(step.trouble, step.forMs);
      case "restart-livekit":
        if (!this.livekit.isUp) return;
        this.#trouble(step.downMs);
        this.#webhooks.clear();
        this.livekit.crash();
        this.timeline.after(step.downMs, () => this.#restartLiveKit());
        return;
      case "kill":
        return this.#kill(this.replicas[step.replica], step.downMs);
      case "set-clock":
        this.replicas[step.replica].clockOffsetMs = step.offsetMs;
        return;
      case "leap":
        // Nothing of LiveKit's is that old: what is on its way is dropped.
        this.#webhooks.clear();
        this.timeline.leap(step.minutes * 60_000);
        this.#trouble(60_000);
        return;
      case "restore-backup":
        return this.#restoreBackup();
    }
  }

  #trouble(forMs: number): void {
    // What was under way when it ended ends within seconds.
    this.#troubledUntilMs = Math.max(this.#troubledUntilMs, this.timeline.now + forMs + 5_000);
  }

  /** From the newest back. */
  #page(back: number): Page | undefined {
    return this.pages.at(-1 - back);
  }

  /** Asks for a token, as the door of a space does: for a session first, where there is none. */
  async ask(browser: Browser, slug: string, asGuest = false): Promise<Page | null> {
    // A guest's token that is sent on purpose is the one that the browser had before, where there was one.
    const stale = asGuest ? browser.staleGuest : null;
    const isUser = browser.user !== null && !asGuest;
    if (!stale && !isUser && !(browser.guest && browser.admitted.has(slug))) {
      if (!await this.#enter(browser, slug)) return null;
    }
    const guest = asGuest ? stale ?? browser.guest : null;
    const bearer = guest ?? undefined;
    const user = bearer === undefined ? browser.user : null;
    const asked: Asked = {
      slug,
      user: user && `user:${user.user}`,
      userSession: user && user.sessionId,
      guestSession: (bearer ?? browser.guest) && sessionIdOf(bearer ?? browser.guest ?? ""),
      sentAtMs: this.timeline.now,
      answeredAtMs: null,
    };
    this.history.asked.push(asked);
    const body = { roomName: `space-${slug}` };
    const request = browser.request("POST", "/api/livekit/token", body, bearer);
    const answer = await this.#send(request);
    if (answer === null) return null;
    const isGuestEnded = browser.keepCookies(answer);
    if (answer.status !== 200) {
      this.#refused(browser, answer, bearer);
      return null;
    }
    asked.answeredAtMs = this.timeline.now;
    const { mint, claims } = await readToken(answer, asked);
    this.#judgeToken(mint);
    if (isGuestEnded && asked.guestSession) {
      this.history.endAsked(asked.guestSession, asked.sentAtMs).doneAtMs ??= this.timeline.now;
    }
    const page = new Page(mint, claims, {
      livekit: this.livekit,
      timeline: this.timeline,
      random: this.random,
      onActive: ({ seatId, generation }) => this.history.joined(seatId, generation),
    });
    this.pages.push(page);
    return page;
  }

  async #enter(browser: Browser, slug: string): Promise<boolean> {
    const body = { roomName: `space-${slug}`, participantName: browser.name };
    const answer = await this.#send(browser.request("POST", "/api/guest-sessions", body));
    if (answer?.status !== 201) return false;
    browser.keepCookies(answer);
    browser.admitted.add(slug);
    return true;
  }

  /** A session that is no good any more is forgotten, as a page does that is told so. */
  #refused(browser: Browser, answer: Response, bearer: string | undefined): void {
    const isKnown = answer.status === 401 || answer.status === 403 || answer.status === 503;
    if (!isKnown) this.#break(`A request for a token was answered with ${answer.status}`);
    if (answer.status === 403) browser.admitted.clear();
    if (answer.status !== 401) return;
    if (bearer !== undefined && bearer === browser.staleGuest) {
      browser.staleGuest = null;
      return;
    }
    browser.guest = null;
    browser.admitted.clear();
    if (bearer === undefined) browser.user = null;
  }

  /** Another user who signs in on a browser ends the session of the one before. */
  async #signIn(browser: Browser, user: string): Promise<void> {
    if (browser.user?.user === user) return;
    if (browser.user && !await this.#endUserSession(browser.user.token, browser.user.sessionId)) {
      return;
    }
    const sessionId = `session-${++this.#userSessions}`;
    const token = `user-token-${this.#userSessions}`;
    const row: UserSessionRow = {
      sessionId,
      userId: user,
      participantName: user,
      seats: [],
      createdAt: this.timeline.now,
      expiresAt: this.timeline.now + 30 * 86_400_000,
    };
    this.kv.put(userSessionKey(sessionIdOf(token)), row);
    browser.user = { token, sessionId, user };
  }

  async #signOut(browser: Browser, fromElsewhere: boolean): Promise<void> {
    const { user, guest } = browser;
    if (user) {
      const isDone = await this.#endUserSession(user.token, user.sessionId);
      if (isDone && !fromElsewhere && browser.user === user) browser.user = null;
      return;
    }
    if (!guest) return;
    const isGood = this.#isGood(["guest_session", sessionIdOf(guest)]);
    const end = this.history.endAsked(sessionIdOf(guest), this.timeline.now);
    const answer = await this.#send(browser.request("DELETE", "/api/guest-sessions/me"));
    if (answer?.status !== 204) return;
    if (isGood) this.#ended(sessionIdOf(guest), end);
    if (!fromElsewhere && browser.guest === guest) browser.keepCookies(answer);
  }

  async #endUserSession(token: string, sessionId: string): Promise<boolean> {
    const isGood = this.#isGood(userSessionKey(sessionIdOf(token)));
    const end = this.history.endAsked(sessionId, this.timeline.now);
    const isDone = await this.anyReplica.run(async (services) => {
      try {
        const key = userSessionKey(sessionIdOf(token));
        await settleEvictions(services, await endSession(services, key, "ended"));
        return true;
      } catch {
        return false;
      }
    });
    if (isDone && isGood) this.#ended(sessionId, end);
    return isDone === true;
  }

  /** Of two at once the one that finds it over does not wait for what the other puts out. */
  #ended(sessionId: string, end: SessionEnd): void {
    end.doneAtMs ??= this.timeline.now;
    if (end.times > 1) return;
    this.#judgePromptness(
      end.askedAtMs,
      "its session ended",
      // A seat that another session holds by now is that one's business.
      (mint) => mint.session === sessionId && !this.history.mayBeTaken(mint),
    );
  }

  /** Is the session of this row still good, by every replica's clock? One that is over cannot be ended any more. */
  #isGood(key: Deno.KvKey): boolean {
    const row = this.kv.read(key).value as UserSessionRow | null;
    return row !== null && row.expiresAt > this.timeline.now + 60_000;
  }

  /** The session was over a millisecond ago. */
  #expire(browser: Browser): void {
    const key = browser.user
      ? userSessionKey(sessionIdOf(browser.user.token))
      : browser.guest
      ? ["guest_session", sessionIdOf(browser.guest)]
      : null;
    const row = key && this.kv.read(key).value;
    if (!key || !row || typeof row !== "object") return;
    this.kv.put(key, { ...row, expiresAt: this.timeline.now - 56_000 });
  }

  #kill(replica: Replica, downMs: number): void {
    if (!replica.isUp) return;
    this.#trouble(downMs);
    replica.kill();
    this.timeline.after(downMs, () => replica.isUp || replica.start());
  }

  #restartLiveKit(): void {
    if (this.livekit.isUp) return;
    this.livekit.restart();
    this.#strangerJoins();
  }

  /** Seats are left out of backups: after one is restored, nobody's seat is known. */
  #restoreBackup(): void {
    // Only the reconciler finds out.
    this.#trouble(60_000);
    this.history.seatsLostAtMs = this.timeline.now;
    for (const { key } of [...this.kv.rows()]) {
      if (key[0] === "seat" || key[0] === "seat_of") this.kv.put(key, undefined);
    }
  }

  #strangerJoins(): void {
    this.livekit.join({
      roomName: "space-tea",
      identity: stranger,
      name: "",
      attributes: {},
      activeAfterMs: 5,
      onActive: () => {},
      onGone: () => {},
    });
  }

  async #deliver(event: FakeEvent): Promise<number | null> {
    const sentAtMs = this.timeline.now;
    const answer = await this.#send(
      await deliveryOf(eventBody(event), keys),
      answerWithinMs.webhook,
    );
    if (answer && answer.status !== 200 && answer.status !== 503) {
      this.#break(`An event was answered with ${answer.status}`);
    }
    if (answer?.status === 200 && event.connection) {
      const seat = parseIdentity(event.connection.identity);
      const isHeard = event.event === "participant_joined" || event.event === "participant_left";
      if (seat && isHeard) this.#heard(event.event, seat.seatId, seat.generation, sentAtMs);
    }
    return answer?.status ?? null;
  }

  #heard(event: FakeEvent["event"], seatId: string, generation: number, sentAtMs: number): void {
    const isNews = this.history.heard(seatId, generation);
    // Where the floor was as high already, *left* says nothing new.
    if (!isNews || event !== "participant_joined") return;
    // What takes longer than 300 ms goes on after the answer.
    this.timeline.after(1_000, () =>
      this.#judgePromptness(
        sentAtMs,
        `${seatId}.${generation} was heard of`,
        (mint) => mint.seatId === seatId && mint.generation < generation,
      ));
  }

  async #send(request: Request, withinMs = answerWithinMs.other): Promise<Response | null> {
    const replica = this.anyReplica;
    await this.#travel();
    const arrivedAtMs = this.timeline.awakeMs;
    const answer = await replica.send(request);
    this.reached.add(`requests were answered ${answer?.status ?? "not at all"}`);
    if (answer === null) return null;
    const tookMs = this.timeline.awakeMs - arrivedAtMs;
    const limitMs = answer.status === 503
      ? Math.min(withinMs, answerWithinMs.unavailable)
      : withinMs;
    const path = new URL(request.url).pathname;
    if (tookMs > limitMs) this.#break(`${path} was answered ${answer.status} after ${tookMs} ms`);
    if (answer.status === 503 && !answer.headers.has("retry-after")) {
      this.#break(`${path}: 503 without Retry-After`);
    }
    await this.#travel();
    return answer;
  }

  #travel(): Promise<void> {
    return new Promise((resolve) => this.timeline.after(this.weather.latencyMs(), resolve));
  }

  #judgeRemoval({ identity }: FakeConnection): void {
    if (identity.includes("#")) {
      this.reached.add("a copy was put out");
      return;
    }
    const mint = this.history.mints.get(identity);
    const reason = mint ? this.history.reasonToGo(mint) : null;
    if (reason === null) this.#break(`${identity} was put out without a reason`);
    else this.reached.add(reason);
  }

  /** Nobody gets a token by a session that was over before it asked, nor one that was given to another. */
  #judgeToken(mint: Mint): void {
    const { identity, session, asked } = mint;
    if (this.history.mints.has(identity)) this.#break(`${identity} was handed out twice`);
    this.history.mints.set(identity, mint);
    const endedAtMs = this.history.ends.get(session)?.doneAtMs ?? Infinity;
    if (endedAtMs < asked.sentAtMs) this.#break(`${identity} is for a session that had ended`);
    // The commit of this very request was the switch, where the token before was another session's.
    const before = this.history.mints.get(`${mint.seatId}.${mint.generation - 1}`);
    const isSwitch = before && before.session !== session &&
      before.asked.answeredAtMs !== null && before.asked.answeredAtMs < asked.sentAtMs;
    if (!isSwitch) return;
    this.#judgePromptness(
      asked.sentAtMs,
      `the token ${identity}`,
      (other) => other.seatId === mint.seatId && other.generation < mint.generation,
    );
  }

  /**
   * On a good day who may not stay is out by now: those whom `hasToGo` names and who had joined before `sinceMs`. The
   * reconciler need not come for them.
   */
  #judgePromptness(sinceMs: number, after: string, hasToGo: (mint: Mint) => boolean): void {
    if (this.#troubledUntilMs >= sinceMs) return;
    for (const slug of slugs) {
      for (const { identity, joinedAtMs } of this.livekit.connections(`space-${slug}`)) {
        const mint = this.history.mints.get(identity);
        if (mint && joinedAtMs < Math.floor(sinceMs) && hasToGo(mint)) {
          this.#break(`${identity} is still there after ${after}`);
        }
      }
    }
  }

  #break(law: string): void {
    this.broken.push(law);
  }
}
