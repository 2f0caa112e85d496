/**
 * The invariants of tokens and refusals in the space that has an owner. An onlooker knows neither in which
 * order concurrent requests had their effect, nor the fate of unanswered ones: only certain cases are judged.
 */
import type { Attendance } from "./attendance.ts";
import type { Asked, History, Mint } from "./history.ts";
import { ownedSlug, type Rights } from "./rights.ts";

/** The parts of the world that it looks at. */
export interface EntranceScene {
  readonly history: History;
  readonly attendance: Attendance;
  readonly rights: Rights;
}

/** For so long a token keeps a place at least, and at most: two minutes and LiveKit's minute, clocks 55 s off either way. */
const placeAtLeastMs = 60_000;
const placeAtMostMs = 300_000;

/** Codes that an admitted person never gets. */
const policyCodes = ["not-a-member", "waiting-for-admission", "knock-refused"];

/** Codes that a person with a reservation never gets. */
const placeCodes = ["space-full", "space-locked", ...policyCodes];

export class Entrance {
  readonly #scene: EntranceScene;

  constructor(scene: EntranceScene) {
    this.#scene = scene;
  }

  /** The invariants that a token breaks that was given just now. */
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
    if (isClosed && !mayBeMember) broken.push(`${identity} is for ${person}, who was not admitted`);
    return broken;
  }

  /** The invariants that a refusal breaks that was answered just now. */
  lawsOfRefusal(asked: Asked, code: string, nowMs: number): string[] {
    if (code === "room-mismatch") return [];
    if (asked.slug !== ownedSlug) return [`${code} in a space without an owner`];
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
          // A backup leaves seats out, but not their reservations: these count until they expire.
          return nowMs - history.seatsLostAtMs < placeAtMostMs ||
            new Set(history.asked.flatMap(peopleOf)).size >
              Math.min(...rights.capacity.during(...span));
        default:
          return false;
      }
    };
    const broken = isReason() ? [] : [`${people} heard ${code} without a reason`];
    // A request with two cookies has the one principal or the other.
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

  /** Whether one of them had a reservation in the owned space all the time between the two, as the server must know. */
  hasPlace(person: string, fromMs: number, untilMs: number): boolean {
    return this.#holders(fromMs, untilMs).some((mint) => mint.person === person);
  }

  /**
   * The people with a reservation in the owned space all the time between the two, as the server must know: it took in that they
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

  /** Whether any of these people may have had a reservation before they asked. */
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

/** The people from whom the request may have come. */
function peopleOf({ user, guestSession }: Asked): string[] {
  return [
    ...user === null ? [] : [user],
    ...guestSession === null ? [] : [`guest:${guestSession}`],
  ];
}
