/** Deeds of a space's owner, of moderators, and of people who pretend to be either: by the server's own endpoints. */
import {
  type GivenRole,
  knocksSchema,
  type SpaceChange,
  type SpacePolicy,
} from "../../lib/contract/space.ts";
import type { History } from "./history.ts";
import type { Hands } from "./hands.ts";
import type { Judge } from "./judge.ts";
import type { Links } from "./links.ts";
import type { Page } from "./page.ts";
import type { People } from "./people.ts";
import type { Register } from "./register.ts";
import { type Effect, hostPerson, ownedSlug, type Rights, type Wish } from "./rights.ts";
import { host } from "./steps.ts";
import type { Timeline } from "./timeline.ts";

/** The parts of the world that moderators act on. */
export interface ModeratorSurroundings {
  readonly timeline: Timeline;
  readonly people: People;
  readonly history: History;
  readonly rights: Rights;
  readonly judge: Judge;
  readonly hands: Hands;
  readonly links: Pick<Links, "banned">;
  /** The space has its owner, who is signed in. */
  ownSpace(): void;
  send(request: Request): Promise<Response | null>;
}

/** A request to the owned space's address, by the browser `by`. */
interface Act {
  readonly by: number;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

export class Moderators {
  readonly #around: ModeratorSurroundings;

  constructor(around: ModeratorSurroundings) {
    this.#around = around;
  }

  async lock(by: number, isLocked: boolean): Promise<void> {
    await this.#change(by, this.#around.rights.isLocked, isLocked, { isLocked });
  }

  async setCapacity(by: number, capacity: number): Promise<void> {
    await this.#change(by, this.#around.rights.capacity, capacity, { capacity });
  }

  async setPolicy(by: number, policy: SpacePolicy): Promise<void> {
    await this.#change(by, this.#around.rights.policy, policy, { policy });
  }

  /** Removes or bans the person who has this page's seat. */
  async putOut(by: number, page: Page | undefined, action: "remove" | "ban"): Promise<void> {
    if (page?.mint.slug !== ownedSlug) return;
    const { rights, history, judge, timeline } = this.#around;
    const { seatId } = page.mint;
    const sentAtMs = timeline.now;
    const putOut = history.beginPutOut(seatId, sentAtMs);
    this.#around.hands.mayBeLowered(seatId);
    const act: Act = { by, method: "POST", path: "moderation", body: { action, seatId } };
    const isDone = await this.#actOnSeat(act, seatId, (person) => [
      [rights.isMember(person), false],
      [rights.mayModerate(person), false],
      ...action === "ban" ? [[rights.isBanned(person), true] as const] : [],
    ], [{ write: putOut, forget: () => history.forgetPutOut(putOut) }]);
    if (!isDone) return;
    judge.putOut(putOut);
    const owners = rights.ownersOf(seatId);
    if (action === "ban" && owners.length === 1) this.#around.links.banned(owners[0], sentAtMs);
  }

  async liftBan(by: number, page: Page | undefined): Promise<void> {
    if (page?.mint.slug !== ownedSlug) return;
    const { rights } = this.#around;
    const { seatId } = page.mint;
    const act: Act = { by, method: "PUT", path: `people/${seatId}`, body: { isBanned: false } };
    await this.#actOnSeat(act, seatId, (person) => [[rights.isBanned(person), false]]);
  }

  async giveRole(by: number, page: Page | undefined, role: GivenRole | null): Promise<void> {
    if (page?.mint.slug !== ownedSlug) return;
    const { rights } = this.#around;
    const { seatId } = page.mint;
    const act: Act = { by, method: "PUT", path: `people/${seatId}`, body: { role } };
    await this.#actOnSeat(act, seatId, (person) => [
      [rights.mayModerate(person), role === "moderator"],
      // A person without a role may be a member all the same.
      [rights.isMember(person), role !== null, { isCertain: role !== null }],
    ]);
  }

  async lowerHand(by: number, page: Page | undefined): Promise<void> {
    if (page?.mint.slug !== ownedSlug) return;
    const { hands, timeline } = this.#around;
    const { seatId } = page.mint;
    const register = hands.isUp(seatId);
    const write = register.begin(false, timeline.now);
    const body = { action: "lower-hand", seatId };
    await this.#act({ by, method: "POST", path: "moderation", body }, [
      { write, forget: () => register.forget(write) },
    ]);
  }

  /** The hands that LiveKit shows raised before and after are surely lowered; others may be. */
  async lowerHands(by: number): Promise<void> {
    const { hands, history, judge, timeline } = this.#around;
    const before = hands.shownIn(ownedSlug);
    const seatIds = new Set([...history.mints.values()].map(({ seatId }) => seatId));
    const writes = [...seatIds].map((seatId) => {
      const register = hands.isUp(seatId);
      const write = register.begin(false, timeline.now);
      write.isCertain = false;
      return { seatId, write, forget: () => register.forget(write) };
    });
    const act: Act = { by, method: "POST", path: "moderation", body: { action: "lower-hands" } };
    if (!await this.#act(act, writes)) return;
    if (before.size > 0) judge.reached.add("all hands were lowered");
    const inside = hands.insideOf(ownedSlug);
    for (const { seatId, write } of writes) {
      write.isCertain = before.has(seatId) && inside.has(seatId);
    }
  }

  /** Admits a person, or takes the admission back: then they have to go, unless the space is open to all. */
  async letIn(by: number, page: Page | undefined, isAdmitted: boolean): Promise<void> {
    if (page?.mint.slug !== ownedSlug) return;
    const { rights, history, judge, timeline } = this.#around;
    const { seatId } = page.mint;
    const sentAtMs = timeline.now;
    const act: Act = { by, method: "PUT", path: `people/${seatId}`, body: { isAdmitted } };
    const putOut = isAdmitted ? null : history.beginPutOut(seatId, sentAtMs);
    if (putOut) this.#around.hands.mayBeLowered(seatId);
    const isDone = await this.#actOnSeat(act, seatId, (person) => [
      [rights.isMember(person), isAdmitted],
      ...isAdmitted ? [] : [[rights.mayModerate(person), false] as const],
    ], putOut ? [{ write: putOut, forget: () => history.forgetPutOut(putOut) }] : []);
    if (!isDone || !putOut) return;
    const isRefused = !rights.policy.mayBe("open", sentAtMs, timeline.now);
    if (isRefused) judge.putOut(putOut);
    else putOut.doneAtMs = null;
  }

  /** Admits or refuses a knock; the page that waits asks again as soon as that is decided. */
  async decideKnocks(by: number, decision: "admit" | "refuse"): Promise<void> {
    const { people, rights, timeline } = this.#around;
    const answer = await this.#request({ by, method: "GET", path: "knocks" });
    if (answer?.status !== 200) return;
    for (const { knockId, participantName } of knocksSchema.parse(await answer.json()).knocks) {
      const isAdmitted = decision === "admit";
      const sentAtMs = timeline.now;
      const each = people.named(participantName).map((person) => ({
        person,
        effects: rights.beginOf([person], sentAtMs, () => [
          [rights.isMember(person), isAdmitted],
          ...isAdmitted ? [] : [[rights.mayModerate(person), false] as const],
        ]),
      }));
      const effects = each.flatMap(({ effects }) => effects);
      // If another moderator has decided before, this decides nothing.
      for (const { write } of effects) write.isCertain = false;
      const act: Act = { by, method: "POST", path: `knocks/${knockId}`, body: { decision } };
      if (await this.#act(act, effects)) people.doorChanged();
      // A person with a reservation is never refused.
      const spared = isAdmitted
        ? []
        : each.filter(({ person }) => this.#around.judge.hasPlace(person, sentAtMs));
      for (const { effects } of spared) for (const { forget } of effects) forget();
    }
  }

  async #change<Value>(by: number, register: Register<Value>, value: Value, body: SpaceChange) {
    const write = register.begin(value, this.#around.timeline.now);
    const effect = { write, forget: () => register.forget(write) };
    if (await this.#act({ by, method: "PATCH", path: "", body }, [effect])) {
      this.#around.people.doorChanged();
    }
  }

  /** The change is certain for a person only where no other person can have the seat. */
  async #actOnSeat(
    act: Act,
    seatId: string,
    wishes: (person: string) => Wish[],
    more: readonly Effect[] = [],
  ): Promise<boolean> {
    const { rights, timeline } = this.#around;
    const sentAtMs = timeline.now;
    const owners = rights.ownersOf(seatId);
    const effects = rights.beginOf(owners, sentAtMs, wishes);
    const isDone = await this.#act(act, [...effects, ...more]);
    const later = rights.ownersOf(seatId).filter((person) => !owners.includes(person));
    if (isDone) effects.push(...rights.beginOf(later, sentAtMs, wishes));
    if (owners.length + later.length > 1) {
      for (const { write } of effects) {
        write.isCertain = false;
      }
    }
    return isDone;
  }

  /** True where it was done, and so by a person who may. */
  async #act(act: Act, effects: readonly Effect[]): Promise<boolean> {
    const { judge, rights, timeline } = this.#around;
    const browser = this.#around.people.browser(act.by);
    const sentAtMs = timeline.now;
    const actors = act.by === host
      ? [hostPerson]
      : browser.people.flatMap((person) => rights.selvesOf(person));
    const answer = await this.#request(act);
    if (answer === null || answer.status === 503) return false;
    const isAllowed = actors.some((person) =>
      rights.mayModerate(person).mayBe(true, sentAtMs, timeline.now)
    );
    const what = `${act.method} ${act.path} ${JSON.stringify(act.body)}`;
    if (answer.ok) {
      for (const { write } of effects) write.doneAtMs = timeline.now;
      if (!isAllowed) judge.break(`${actors} did ${what} without being a moderator`);
      return true;
    }
    if (act.by === host && answer.status === 403) judge.break(`The owner may not ${what}`);
    const [actor, ...others] = browser.people;
    const isSurelyAllowed = act.method === "PATCH" && others.length === 0 && actor !== undefined &&
      rights.mayModerate(actor).isSurely(true, sentAtMs, timeline.now) &&
      rights.isBanned(actor).isSurely(false, sentAtMs, timeline.now);
    if (isSurelyAllowed && answer.status === 403) judge.break(`The moderator may not ${what}`);
    // Of two tries the first may have been done, and the second refused: by a demotion, or since the seat was lost meanwhile.
    const isLost = this.#around.history.seatsLostAtMs >= sentAtMs;
    if (!isAllowed || (act.by === host && !isLost)) { for (const { forget } of effects) forget(); }
    return false;
  }

  async #request({ by, method, path, body }: Act): Promise<Response | null> {
    this.#around.ownSpace();
    const address = `/api/spaces/${ownedSlug}${path && "/"}${path}`;
    return await this.#around.send(
      this.#around.people.browser(by).request(method, address, body),
    );
  }
}
