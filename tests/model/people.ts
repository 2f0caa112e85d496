/** The deeds of people in their browsers: asking for tokens, signing in and out. */
import { signIn } from "../../lib/server/http/kit/signed_in.ts";
import {
  guestSessionKey,
  userSessionKey,
  type UserSessionRow,
} from "../../lib/server/rows/kv_keys.ts";
import { problemSchema } from "../../lib/contract/errors.ts";
import {
  Browser,
  origin,
  readToken,
  sessionIdOf,
  type UserCookie,
  userTokenOf,
} from "./browser.ts";
import type { FakeKvServer } from "./fake_kv_server.ts";
import type { Asked } from "./history.ts";
import type { Hands } from "./hands.ts";
import type { Judge, Scene } from "./judge.ts";
import { hostCookie } from "./owned_space.ts";
import { Page } from "./page.ts";
import type { Random } from "./random.ts";
import type { Replica } from "./replica.ts";
import { ownedSlug } from "./rights.ts";
import { host, slugs, users } from "./steps.ts";

/** Where people live. */
export interface Surroundings extends Scene {
  readonly random: Random;
  readonly kv: FakeKvServer;
  readonly judge: Judge;
  readonly hands: Hands;
  readonly anyReplica: Replica;
  /** The answer; `null` for a connection that broke. */
  send(request: Request): Promise<Response | null>;
}

export class People {
  readonly #around: Surroundings;
  readonly #browsers = Array.from(
    { length: host + 1 },
    (_, at) => new Browser(`browser-${at}`),
  );
  readonly #pages: Page[] = [];
  /** The people who may bear that name. */
  readonly #named = new Map<string, Set<string>>();
  /** Browsers whose page is in the waiting room. */
  readonly #waiting = new Set<number>();

  constructor(around: Surroundings) {
    this.#around = around;
    this.#browsers[host].user = hostCookie;
  }

  browser(at: number): Browser {
    return this.#browsers[at];
  }

  /** All people who may bear that name. */
  named(name: string): string[] {
    return [
      ...this.#named.get(name) ?? [],
      ...users.some((user) => user === name) ? [`user:${name}`] : [],
    ];
  }

  /** Pages in the waiting room are told that the rules changed, and ask again. */
  doorChanged(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const at of waiting) {
      this.ask(at, slugs.indexOf(ownedSlug)).then((page) => page?.connect());
    }
  }

  /** From the newest back. */
  page(back: number): Page | undefined {
    return this.#pages.at(-1 - back);
  }

  /** Asks for a token, as the pre-join does: for a session first, where there is none. */
  async ask(at: number, slugAt: number, asGuest = false): Promise<Page | null> {
    const browser = this.#browsers[at];
    const slug = slugs[slugAt];
    // A guest's token in the body is the browser's former one, where there was one.
    const stale = asGuest ? browser.staleGuest : null;
    const isUser = browser.user !== null && !asGuest;
    if (!stale && !isUser && !await this.#enter(browser, slug)) return null;
    const guest = asGuest ? stale ?? browser.guest : null;
    const bearer = guest ?? undefined;
    const user = bearer === undefined ? browser.user : null;
    const asked: Asked = {
      slug,
      user: user && `user:${user.user}`,
      userSession: user && user.sessionId,
      guestSession: (bearer ?? browser.guest) && sessionIdOf(bearer ?? browser.guest ?? ""),
      sentAtMs: this.#around.timeline.now,
      answeredAtMs: null,
      mint: null,
      isRefused: false,
    };
    this.#around.history.asked.push(asked);
    this.#around.hands.asked(browser, slug);
    const body = { roomName: `space-${slug}` };
    const request = browser.request("POST", "/api/livekit/token", body, bearer);
    const answer = await this.#around.send(request);
    if (answer === null) return null;
    const isGuestEnded = browser.keepCookies(answer);
    if (answer.status !== 200) {
      const code = await this.#refused(browser, answer, asked, bearer);
      if (code === "waiting-for-admission" && !asGuest) this.#waiting.add(at);
      return null;
    }
    asked.answeredAtMs = this.#around.timeline.now;
    const { mint, claims } = await readToken(answer, asked);
    asked.mint = mint;
    this.#around.judge.token(mint);
    this.#around.hands.token(mint, claims);
    if (isGuestEnded && asked.guestSession) {
      this.#around.history.endAsked(asked.guestSession, asked.sentAtMs).doneAtMs ??=
        this.#around.timeline.now;
    }
    const page = new Page(mint, claims, {
      livekit: this.#around.livekit,
      timeline: this.#around.timeline,
      random: this.#around.random,
      onActive: ({ seatId, generation }) => this.#around.history.joined(seatId, generation),
    });
    this.#pages.push(page);
    return page;
  }

  /** Makes sure of a principal for this space: where no user is signed in, a guest session that is admitted to it. */
  async isSomebody(browser: Browser, slug: string): Promise<boolean> {
    return browser.user !== null || await this.#enter(browser, slug);
  }

  async #enter(browser: Browser, slug: string): Promise<boolean> {
    if (browser.guest && browser.admitted.has(slug)) return true;
    if (!browser.guest) browser.renameGuest();
    const participantName = browser.guestName;
    this.#isCalled(browser, participantName);
    const body = { roomName: `space-${slug}`, participantName };
    const answer = await this.#around.send(browser.request("POST", "/api/guest-sessions", body));
    if (answer?.status !== 201) return false;
    browser.keepCookies(answer);
    browser.admitted.add(slug);
    this.#isCalled(browser, participantName);
    return true;
  }

  #isCalled({ guest }: Browser, name: string): void {
    if (!guest) return;
    const people = this.#named.get(name) ?? new Set();
    this.#named.set(name, people.add(`guest:${sessionIdOf(guest)}`));
  }

  /** Forgets a session that is over, as a page does when it is told so. */
  async #refused(
    browser: Browser,
    answer: Response,
    asked: Asked,
    bearer: string | undefined,
  ): Promise<string> {
    const { code } = problemSchema.parse(await answer.json());
    const isKnown = answer.status === 401 || answer.status === 403 || answer.status === 503;
    if (!isKnown) {
      this.#around.judge.break(`A request for a token was answered with ${answer.status}`);
    }
    asked.isRefused = answer.status !== 503;
    if (answer.status === 403) this.#around.judge.refusal(asked, code);
    if (code === "room-mismatch") browser.admitted.clear();
    if (answer.status !== 401) return code;
    if (bearer !== undefined && bearer === browser.staleGuest) {
      browser.staleGuest = null;
      return code;
    }
    browser.guest = null;
    browser.admitted.clear();
    if (bearer === undefined) browser.user = null;
    return code;
  }

  /**
   * The request has proven to be that user's: another user's session on that browser ends, their own gets another token. A
   * lost answer leaves the browser with a token that may be worth nothing.
   */
  async signIn(at: number, user: string): Promise<void> {
    const browser = this.#browsers[at];
    const former = browser.user;
    const follows = former !== null && former.user !== user;
    const end = follows ? this.#endBegins(former) : null;
    // Then it may be another user's guest.
    const { guest } = browser;
    const guestEnd = follows && guest ? this.#guestEndBegins(guest) : null;
    const request = browser.request("POST", "/api/sign-in");
    const opened = await this.#around.anyReplica.run((services) =>
      signIn(request, services, user).catch(() => null)
    );
    if (!opened) return;
    end?.done();
    // A token whose session was over already ends no guest.
    if (browser.guest === guest && browser.keepCookies(opened)) guestEnd?.done();
    const token = userTokenOf(opened.headers);
    browser.user = { token, sessionId: opened.session.sessionId, user };
  }

  /** Leaves for good: by LiveKit, and by the server, which lowers the hand. */
  async hangUp(page: Page | undefined): Promise<void> {
    if (!page) return;
    page.leave();
    this.#around.history.hungUp.add(page.mint.identity);
    const write = this.#around.hands.mayBeLowered(page.mint.seatId);
    const body = JSON.stringify({ token: page.token, isForGood: true });
    const headers = { "content-type": "application/json", origin };
    const address = `${origin}/api/livekit/leave`;
    const answer = await this.#around.send(new Request(address, { method: "POST", headers, body }));
    if (answer?.status === 204) write.doneAtMs = this.#around.timeline.now;
  }

  async signOut(at: number, fromElsewhere: boolean): Promise<void> {
    const browser = this.#browsers[at];
    const { user, guest } = browser;
    const ends = [
      ...user ? [this.#endBegins(user)] : [],
      ...guest ? [this.#guestEndBegins(guest)] : [],
    ];
    if (ends.length === 0) return;
    const path = `/api/${user ? "user" : "guest"}-sessions/me`;
    const answer = await this.#around.send(browser.request("DELETE", path));
    if (answer?.status !== 204) return;
    for (const end of ends) end.done();
    if (fromElsewhere) return;
    if (browser.guest === guest) browser.keepCookies(answer);
    if (browser.user === user) browser.user = null;
  }

  /** As `#endBegins`, of a guest's. */
  #guestEndBegins(guest: string): { done(): void } {
    const sessionId = sessionIdOf(guest);
    const isGood = this.#isGood(guestSessionKey(sessionId));
    const end = this.#around.history.endAsked(sessionId, this.#around.timeline.now);
    this.#around.hands.sessionEnds(sessionId);
    return { done: () => isGood && this.#around.judge.ended(sessionId, end) };
  }

  /** The request that follows may end the session, and has ended it once this is `done()`. */
  #endBegins({ token, sessionId }: UserCookie): { done(): void } {
    const isGood = this.#isGood(userSessionKey(sessionIdOf(token)));
    const end = this.#around.history.endAsked(sessionId, this.#around.timeline.now);
    this.#around.hands.sessionEnds(sessionId);
    return { done: () => isGood && this.#around.judge.ended(sessionId, end) };
  }

  /** Is the session of this row still good, by every replica's clock? One that is over cannot be ended any more. */
  #isGood(key: Deno.KvKey): boolean {
    const row = this.#around.kv.read(key).value as UserSessionRow | null;
    return row !== null && row.expiresAt > this.#around.timeline.now + 60_000;
  }

  /** The session was over a millisecond ago. */
  expire(at: number): void {
    const browser = this.#browsers[at];
    const key = browser.user
      ? userSessionKey(sessionIdOf(browser.user.token))
      : browser.guest
      ? guestSessionKey(sessionIdOf(browser.guest))
      : null;
    const row = key && this.#around.kv.read(key).value;
    if (!key || !row || typeof row !== "object") return;
    this.#around.kv.put(key, { ...row, expiresAt: this.#around.timeline.now - 56_000 });
  }
}
