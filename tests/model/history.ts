/** The events as an onlooker knows them: token requests, tokens given, joins, ends of sessions. */

import { endOf } from "./register.ts";

/** The possible principals of a request, by the credentials that it carried. `null`: not carried. */
export interface Credited {
  /** `user:<id>` */
  readonly user: string | null;
  readonly userSession: string | null;
  readonly guestSession: string | null;
}

/** A request for a token, answered or not. */
export interface Asked extends Credited {
  readonly slug: string;
  readonly sentAtMs: number;
  /** When it was answered with a token; `null`: it was not, and may have been stored all the same. */
  answeredAtMs: number | null;
  mint: Mint | null;
  /** Answered, and not with a token. */
  isRefused: boolean;
}

/** A token that was given. */
export interface Mint {
  readonly identity: string;
  readonly seatId: string;
  readonly generation: number;
  readonly slug: string;
  /** The session that got it. */
  readonly session: string;
  /** `user:<id>` or `guest:<session>` */
  readonly person: string;
  readonly asked: Asked;
}

/** The end of a session: asked for, and answered. */
export interface SessionEnd {
  /** How often it was asked for. */
  times: number;
  readonly askedAtMs: number;
  doneAtMs: number | null;
}

/** A moderator's removal or ban of the person on a seat. */
export interface PutOut {
  readonly seatId: string;
  readonly sentAtMs: number;
  /** `null`: it may have been done, or not. */
  doneAtMs: number | null;
}

const dayMs = 24 * 3_600_000;

export class History {
  readonly asked: Asked[] = [];
  readonly mints = new Map<string, Mint>();
  readonly ends = new Map<string, SessionEnd>();
  /** Identities whose page said that it leaves for good. */
  readonly hungUp = new Set<string>();
  /** The newest generation of each seat that ever was active. */
  readonly newestJoined = new Map<string, number>();
  /** The newest generation of each seat of which *joined* or *left* was taken in by the server. */
  readonly newestHeard = new Map<string, number>();
  #putOuts: PutOut[] = [];
  /** When seats were taken out of storage: a backup leaves them out. */
  seatsLostAtMs = -Infinity;

  /** Every seat's mints, in the order of their generations. */
  mintsOf(seatId: string): Mint[] {
    return [...this.mints.values()].filter((mint) => mint.seatId === seatId)
      .sort((one, other) => one.generation - other.generation);
  }

  endAsked(session: string, atMs: number): SessionEnd {
    const end = this.ends.get(session) ?? { times: 0, askedAtMs: atMs, doneAtMs: null };
    end.times++;
    this.ends.set(session, end);
    return end;
  }

  beginPutOut(seatId: string, sentAtMs: number): PutOut {
    const putOut: PutOut = { seatId, sentAtMs, doneAtMs: null };
    this.#putOuts.push(putOut);
    return putOut;
  }

  /** The request certainly had no effect. */
  forgetPutOut(putOut: PutOut): void {
    this.#putOuts = this.#putOuts.filter((other) => other !== putOut);
  }

  /** Whether a moderator had certainly evicted this generation by then. */
  isPutOut({ seatId, asked: { answeredAtMs } }: Mint, atMs: number): boolean {
    return this.#putOuts.some(({ doneAtMs, ...putOut }) =>
      putOut.seatId === seatId && doneAtMs !== null && doneAtMs <= atMs &&
      answeredAtMs !== null && answeredAtMs <= putOut.sentAtMs
    );
  }

  joined(seatId: string, generation: number): void {
    raise(this.newestJoined, seatId, generation);
  }

  /** True the first time. */
  heard(seatId: string, generation: number): boolean {
    const isNews = generation > (this.newestHeard.get(seatId) ?? 0);
    raise(this.newestHeard, seatId, generation);
    return isNews;
  }

  /**
   * Whether one person had a seat before and after. A guest's seat becomes a user's by a request with both cookies,
   * answered or not, and nothing else hands a seat on.
   */
  isHandedOn(before: Mint, after: Mint): boolean {
    return before.person === after.person ||
      this.asked.some(({ slug, user, guestSession }) =>
        slug === after.slug && user === after.person && before.person === `guest:${guestSession}`
      );
  }

  /** A reason for which this generation may be evicted now; `null`: there is none, and the eviction is a defect. */
  reasonToGo(mint: Mint, nowMs: number): string | null {
    if ((this.newestJoined.get(mint.seatId) ?? 0) > mint.generation) return "a newer one joined";
    if (this.ends.has(mint.session)) return "its session ended";
    if (this.hungUp.has(mint.identity)) return "they hung up";
    if (this.#mayBePutOut(mint)) return "a moderator put them out";
    if (this.seatsLostAtMs > mint.asked.sentAtMs) return "its seat was lost";
    const newest = this.mintsOf(mint.seatId).at(-1) ?? mint;
    if (nowMs - newest.asked.sentAtMs > dayMs) return "its seat had not been used for a day";
    if (this.mayBeTaken(mint)) return "another session took the seat";
    return null;
  }

  /** Not one that was asked for afterwards. */
  #mayBePutOut({ seatId, asked }: Mint): boolean {
    return this.#putOuts.some((putOut) =>
      putOut.seatId === seatId && asked.sentAtMs <= endOf(putOut)
    );
  }

  /** Whether another session of the same person may have asked for the seat. */
  mayBeTaken(mint: Mint): boolean {
    return this.asked.some((asked) => isSwitch(asked, mint));
  }
}

/**
 * Whether `asked` may have taken the seat from the session that `mint` was for: it came from the same person — the same user,
 * or with the cookie of the very guest, who has signed in — by another session, and was not over before.
 */
function isSwitch(asked: Asked, mint: Mint): boolean {
  if (asked.slug !== mint.slug && asked.guestSession !== mint.session) return false;
  if (asked.answeredAtMs !== null && asked.answeredAtMs < mint.asked.sentAtMs) return false;
  if (asked.userSession === null || asked.userSession === mint.session) return false;
  return asked.user === mint.person || asked.guestSession === mint.session;
}

function raise(newest: Map<string, number>, seatId: string, generation: number): void {
  newest.set(seatId, Math.max(newest.get(seatId) ?? 0, generation));
}
