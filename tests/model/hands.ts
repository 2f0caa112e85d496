/** Raised hands: people raise and lower them, moderators lower them, and an onlooker knows which have to be up or down. */
import { attribute, parseIdentity } from "../../lib/contract/participant.ts";
import { seatKey, type SeatRow } from "../../lib/server/rows/kv_keys.ts";
import { mayStay } from "../../lib/server/seats/seats.ts";
import type { Browser } from "./browser.ts";
import type { FakeKvServer } from "./fake_kv_server.ts";
import type { Mint } from "./history.ts";
import type { Judge, Scene } from "./judge.ts";
import type { TokenClaims } from "./page.ts";
import { endOf, Register, type Write } from "./register.ts";
import { slugs } from "./steps.ts";

/** The parts of the world that hands are seen in. */
export interface HandSurroundings extends Scene {
  readonly kv: FakeKvServer;
  readonly judge: Judge;
  send(request: Request): Promise<Response | null>;
}

export class Hands {
  readonly #around: HandSurroundings;
  /** Whether the hand is up, by seat. */
  readonly #isUp = new Map<string, Register<boolean>>();
  /** Requests that raise one, by seat: a hand's moment is that of one of them. */
  readonly #raises = new Map<string, Write<boolean>[]>();

  constructor(around: HandSurroundings) {
    this.#around = around;
  }

  isUp(seatId: string): Register<boolean> {
    const known = this.#isUp.get(seatId);
    if (known) return known;
    const register = new Register(false);
    this.#isUp.set(seatId, register);
    return register;
  }

  /** The hand of the browser's person: certainly that of a seat where they can have no other here. */
  async set(browser: Browser, slug: string, isRaised: boolean): Promise<void> {
    const { judge, timeline } = this.#around;
    if (browser.people.length === 0) return;
    const sentAtMs = timeline.now;
    const begin = (seatId: string) => {
      const write = this.isUp(seatId).begin(isRaised, sentAtMs);
      if (isRaised) this.#raises.set(seatId, [...this.#raises.get(seatId) ?? [], write]);
      return { seatId, write };
    };
    const { people } = browser;
    const writes = this.#seatsOf(people, slug).map(begin);
    const path = `/api/spaces/${slug}/hand`;
    const answer = await this.#around.send(browser.request("PUT", path, { isRaised }));
    // Seats that the onlooker came to know of meanwhile.
    const known = writes.map(({ seatId }) => seatId);
    writes.push(...this.#seatsOf(people, slug).filter((id) => !known.includes(id)).map(begin));
    const isDone = answer?.status === 204;
    const isRefused = answer !== null && !isDone && answer.status < 500;
    if (isDone) judge.reached.add(isRaised ? "a hand was raised" : "a hand was lowered");
    for (const { seatId, write } of writes) {
      write.isCertain = writes.length === 1;
      if (isDone) write.doneAtMs = timeline.now;
      if (isRefused) this.isUp(seatId).forget(write);
    }
  }

  /** The person may have lowered it by leaving for good, or a moderator by evicting them. */
  mayBeLowered(seatId: string): Write<boolean> {
    const write = this.isUp(seatId).begin(false, this.#around.timeline.now);
    write.isCertain = false;
    return write;
  }

  /** The session's seats are over, and their hands down. */
  sessionEnds(sessionId: string): void {
    const { history } = this.#around;
    for (const { seatId, session } of history.mints.values()) {
      if (session === sessionId) this.mayBeLowered(seatId);
    }
  }

  /** A token is asked for: the hand of a person who was outside for a minute is down then. */
  asked(browser: Browser, slug: string): void {
    const { timeline } = this.#around;
    // With both cookies, the guest's session may end with this request, and so a seat of theirs.
    const mayEnd = browser.user !== null && browser.guest !== null;
    for (const seatId of this.#seatsOf(browser.people, slug)) {
      if (mayEnd || !this.#isInside(seatId, timeline.now)) this.mayBeLowered(seatId);
    }
  }

  /** A token takes the hand along, and a person who reloads keeps it. */
  token({ seatId, identity, asked: { sentAtMs } }: Mint, { attributes }: TokenClaims): void {
    const { judge, timeline } = this.#around;
    const register = this.isUp(seatId);
    const isUp = attributes[attribute.hand] !== undefined;
    const mayBe = register.mayBe(isUp, sentAtMs, timeline.now);
    if (isUp && !mayBe) judge.break(`${identity} carries a hand that is down`);
    if (!isUp && !mayBe && this.#isInside(seatId, sentAtMs)) {
      judge.break(`${identity} has lost the hand over a reload`);
    }
    if (isUp) judge.reached.add("a hand was kept over a reload");
    const seen = register.begin(isUp, sentAtMs);
    seen.doneAtMs = timeline.now;
  }

  /** Seats whose hand LiveKit shows raised now: *lower all* is about them. */
  shownIn(slug: string): Set<string> {
    return new Set(
      this.#around.livekit.list(`space-${slug}`).filter((one) => one.attributes[attribute.hand])
        .flatMap(({ identity }) => parseIdentity(identity)?.seatId ?? []),
    );
  }

  /** Seats that are in LiveKit now. */
  insideOf(slug: string): Set<string> {
    return new Set(
      this.#around.livekit.list(`space-${slug}`)
        .flatMap(({ identity }) => parseIdentity(identity)?.seatId ?? []),
    );
  }

  /** At rest, LiveKit shows the hands of the rows, and the rows have what people asked for. */
  lawsAtRest(areClocksTrue: boolean): string[] {
    const { kv, livekit, timeline } = this.#around;
    return slugs.flatMap((slug) =>
      livekit.list(`space-${slug}`).flatMap(({ identity, attributes, isActive }) => {
        const ref = parseIdentity(identity);
        const seat = ref && kv.read(seatKey(ref.seatId)).value as SeatRow | null;
        if (!ref || !seat || !mayStay(seat, ref.generation)) return [];
        const { hand } = seat;
        const broken: string[] = [];
        const shown = attributes[attribute.hand] ?? "";
        if (shown !== String(hand ?? "")) {
          broken.push(`${identity} shows the hand "${shown}", and has to show "${hand ?? ""}"`);
        }
        const register = this.isUp(ref.seatId);
        const isKnown = isActive || hand !== undefined;
        if (isKnown && !register.mayBe(hand !== undefined, timeline.now, timeline.now)) {
          broken.push(`The hand of ${identity} is ${hand === undefined ? "down" : "up"}`);
        }
        const isItsMoment = hand === undefined || !areClocksTrue ||
          this.#raises.get(ref.seatId)?.some((write) =>
            Math.floor(write.sentAtMs) <= hand && hand <= endOf(write)
          );
        if (!isItsMoment) {
          broken.push(`The hand of ${identity} has a moment at which it was not raised`);
        }
        return broken;
      })
    );
  }

  /** A connection of the seat whose *joined* the server has taken in by then, and that is still there. */
  #isInside(seatId: string, atMs: number): boolean {
    const { history, attendance } = this.#around;
    return history.mintsOf(seatId).some(({ identity }) =>
      attendance.of(identity).some(({ joinedHeardAtMs, goneAtMs }) =>
        joinedHeardAtMs !== null && joinedHeardAtMs <= atMs && goneAtMs === null
      )
    );
  }

  /** Seats that these people may have: of a guest who signs in, the guest's too. */
  #seatsOf(people: readonly string[], slug: string): string[] {
    const { history } = this.#around;
    const selves = new Set(people);
    for (const { user, guestSession } of history.asked) {
      if (user && guestSession && selves.has(user)) selves.add(`guest:${guestSession}`);
    }
    const mints = [...history.mints.values()];
    const own = mints.filter((mint) => mint.slug === slug && selves.has(mint.person));
    return [...new Set(own.map(({ seatId }) => seatId))];
  }
}
