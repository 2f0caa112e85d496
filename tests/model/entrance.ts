/**
 * The laws of who gets a token for the space that has an owner, and who is refused. An onlooker knows neither in which
 * order requests at once had their effect, nor what became of those that were not answered: judged is what is certain.
 */
import type { Attendance } from "./attendance.ts";
import type { Asked, History, Mint } from "./history.ts";
import { ownedSlug, type Rights } from "./rights.ts";

/** What it looks at. */
export interface EntranceScene {
  readonly history: History;
  readonly attendance: Attendance;
  readonly rights: Rights;
}

/** For so long a token keeps a place at least, and at most: two minutes and LiveKit's minute, clocks 55 s off either way. */
const placeAtLeastMs = 60_000;
const placeAtMostMs = 300_000;

/** Refusals that nobody hears who is let in. */
const policyCodes = ["not-a-member", "waiting-for-admission", "knock-refused"];

/** Refusals that nobody hears who has a place. */
const placeCodes = ["space-full", "space-locked", ...policyCodes];

export class Entrance {
  readonly #scene: EntranceScene;

  constructor(scene: EntranceScene) {
    this.#scene = scene;
  }

  /** What is wrong with a token that was answered just now. */
  lawsOfToken(mint: Mint, nowMs: number): string[] {
    if (mint.slug !== ownedSlug) return [];
    const { rights } = this.#scene;
    const { identity, person, asked } = mint;
    const span = [asked.sentAtMs, nowMs] as const;
    const broken: string[] = [];
    if (rights.isBanned(person).isSurely(true, ...span)) {
      broken.push(`${identity} is for ${person}, who is banned`);
    }
    const selves = rights.selvesOf(person);
    if (this.#mayHavePlace(selves, asked, nowMs)) return broken;
    const others = new Set(this.#holders(...span).map(({ seatId }) => seatId));
    others.delete(mint.seatId);
    const capacity = Math.max(...rights.capacity.during(...span));
    if (others.size >= capacity) {
      broken.push(`${identity} is one too many: ${others.size} of ${capacity} places were taken`);
    }
    if (selves.some((self) => rights.mayModerate(self).mayBe(true, ...span))) return broken;
    if (rights.isLocked.isSurely(true, ...span)) broken.push(`${identity} came through a lock`);
    const isClosed = !rights.policy.mayBe("open", ...span);
    const mayBeMember = selves.some((self) => rights.isMember(self).mayBe(true, ...span));
    if (isClosed && !mayBeMember) broken.push(`${identity} is for ${person}, whom nobody let in`);
    return broken;
  }

  /** What is wrong with a refusal that was answered just now. */
  lawsOfRefusal(asked: Asked, code: string, nowMs: number): string[] {
    if (code === "room-mismatch") return [];
    if (asked.slug !== ownedSlug) return [`${code} in a space that nobody owns`];
    const { rights, history } = this.#scene;
    const span = [asked.sentAtMs, nowMs] as const;
    const people = peopleOf(asked).flatMap((person) => rights.selvesOf(person));
    const isReason = () => {
      switch (code) {
        case "banned":
          return people.some((person) => rights.isBanned(person).mayBe(true, ...span));
        case "space-locked":
          return rights.isLocked.mayBe(true, ...span);
        case "not-a-member":
          return rights.policy.mayBe("members", ...span);
        case "knock-refused":
        case "waiting-for-admission":
          return rights.policy.mayBe("knock", ...span);
        case "space-full":
          // A backup leaves seats out, and not the places of those who had them: until they are over they are counted.
          return nowMs - history.seatsLostAtMs < placeAtMostMs ||
            new Set(history.asked.flatMap(peopleOf)).size >
              Math.min(...rights.capacity.during(...span));
        default:
          return false;
      }
    };
    const broken = isReason() ? [] : [`${people} heard ${code} without a reason`];
    // With two cookies on it a request is the one's or the other's.
    const [person, ...more] = peopleOf(asked);
    if (more.length > 0) return broken;
    if (this.hasPlace(person, ...span) && placeCodes.includes(code)) {
      broken.push(`${person} has a place and heard ${code}`);
    }
    if (rights.isMember(person).isSurely(true, ...span) && policyCodes.includes(code)) {
      broken.push(`${person} was let in and heard ${code}`);
    }
    return broken;
  }

  /** Had somebody a place of the owned space all the time between the two, as the server cannot but know? */
  hasPlace(person: string, fromMs: number, untilMs: number): boolean {
    return this.#holders(fromMs, untilMs).some((mint) => mint.person === person);
  }

  /**
   * Who had a place of the owned space all the time between the two, as the server cannot but know: it took in that they
   * joined, or they have a new token that was not used yet.
   */
  #holders(fromMs: number, untilMs: number): Mint[] {
    const { history, attendance } = this.#scene;
    return [...history.mints.values()].filter((mint) => {
      const { answeredAtMs } = mint.asked;
      if (mint.slug !== ownedSlug || answeredAtMs === null || answeredAtMs > fromMs) return false;
      const stays = attendance.of(mint.identity);
      const holds = stays.length === 0
        ? untilMs - answeredAtMs < placeAtLeastMs
        : stays.some(({ joinedHeardAtMs, goneAtMs }) =>
          joinedHeardAtMs !== null && joinedHeardAtMs <= fromMs && goneAtMs === null
        );
      return holds && history.reasonToGo(mint, untilMs) === null;
    });
  }

  /** May any of these people have had a place before they asked? */
  #mayHavePlace(people: readonly string[], asked: Asked, untilMs: number): boolean {
    const { history, attendance } = this.#scene;
    const sinceMs = asked.sentAtMs;
    return history.asked.some((other) => {
      const isTheirs = peopleOf(other).some((person) => people.includes(person));
      if (other === asked || other.slug !== ownedSlug || !isTheirs) return false;
      // One request with two cookies can have taken the user's place, its reply lost, and then, their token replaced by
      // a sign-in, have been refused as the guest's.
      const tookNone = other.isRefused && peopleOf(other).length === 1;
      if (tookNone || other.sentAtMs > untilMs) return false;
      const isUnused = sinceMs - other.sentAtMs < placeAtMostMs;
      const { mint } = other;
      if (mint === null) return isUnused;
      const end = history.ends.get(mint.session);
      const isEnded = end !== undefined && end.doneAtMs !== null && end.doneAtMs <= sinceMs &&
        other.answeredAtMs !== null && other.answeredAtMs <= end.askedAtMs;
      if (isEnded || history.isPutOut(mint, sinceMs)) return false;
      const stays = attendance.of(mint.identity);
      if (stays.length === 0) return isUnused;
      return stays.some(({ leftHeardAtMs }) => leftHeardAtMs === null || leftHeardAtMs > sinceMs);
    });
  }
}

/** Whose request it may have been. */
function peopleOf({ user, guestSession }: Asked): string[] {
  return [
    ...user === null ? [] : [user],
    ...guestSession === null ? [] : [`guest:${guestSession}`],
  ];
}
