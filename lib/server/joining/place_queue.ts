/**
 * Places of a space, reserved for newcomers (docs/decisions/015-places.md). All who wait at once get theirs in one commit: it
 * writes their reservations, and a row that counts at most how many places are taken. That row only grows; where it says
 * that the space is full, and every ten seconds, the places are counted.
 */
import { occupancyForAll, readPlaces, withSeatsOfPrincipals } from "../access/capacity.ts";
import type { Clock } from "../base/clock.ts";
import {
  admissionVersionKey,
  admissionVersionWrite,
  placesCountLifeMs,
  placesTakenKey,
  placesTakenLifeMs,
  reservationKey,
} from "../rows/space_rows.ts";
import type { Principal } from "../sessions/principal.ts";
import { type KvPort, type KvWrite, setRow, unchanged } from "../storage/kv_port.ts";

/** A principal without a place by their own rows, whom no other rule refuses. */
export interface PlaceRequest {
  readonly principal: Principal;
  /** The seat that the reservation is for; it may not be made yet. */
  readonly seatId: string;
  /** The most people that the space takes. */
  readonly capacity: number;
  /** Milliseconds until the reservation ends. */
  readonly lifeMs: number;
  /** True once the request was answered `storage-unavailable`. */
  readonly isLate: () => boolean;
}

/**
 * `reserved`: for this seat. `inside`: the principal has a place by the space's rows. `full`: there is none. `changed`: who
 * may enter has changed since the principal was read, or the request is late.
 */
export type PlaceAnswer =
  | { readonly type: "reserved"; readonly seatId: string }
  | { readonly type: "inside" | "full" | "changed" };

interface Waiting extends PlaceRequest {
  readonly resolve: (answer: PlaceAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** Newcomers of this process that wait for a place, by space. */
export class PlaceQueue {
  readonly #kv: KvPort;
  readonly #now: Clock;
  readonly #waiting = new Map<string, Waiting[]>();

  constructor({ kv, now }: { readonly kv: KvPort; readonly now: Clock }) {
    this.#kv = kv;
    this.#now = now;
  }

  /** @throws AppError `storage-unavailable` */
  reserve(slug: string, request: PlaceRequest): Promise<PlaceAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<PlaceAnswer>();
    const waiting = this.#waiting.get(slug) ?? [];
    waiting.push({ ...request, resolve, reject });
    if (!this.#waiting.has(slug)) {
      this.#waiting.set(slug, waiting);
      this.#run(slug, waiting);
    }
    return promise;
  }

  async #run(slug: string, waiting: Waiting[]): Promise<void> {
    while (waiting.length > 0) {
      const all = waiting.splice(0);
      try {
        let again: readonly Waiting[] = all;
        for (let tries = 0; again.length > 0; tries++) {
          again = await this.#reserveFor(slug, again, tries === 0);
        }
      } catch (error) {
        for (const { reject } of all) reject(error);
      }
    }
    this.#waiting.delete(slug);
  }

  /** Answers all, or those whose answer no commit has to prove. Returns the others after a commit that failed. */
  async #reserveFor(
    slug: string,
    all: readonly Waiting[],
    mayRemember: boolean,
  ): Promise<readonly Waiting[]> {
    const keys = [placesTakenKey(slug), admissionVersionKey(slug)] as const;
    const [takenRow, versionRow] = (mayRemember ? this.#kv.recall(keys) : null) ??
      await this.#kv.getMany(keys);
    const isCurrent = ({ principal, isLate }: Waiting) =>
      !isLate() && principal.admissionVersionRow.versionstamp === versionRow.versionstamp;
    const asking = all.filter(isCurrent);
    for (const one of all) if (!isCurrent(one)) one.resolve({ type: "changed" });
    if (asking.length === 0) return [];
    const now = this.#now();
    const answers = new Map<string, PlaceAnswer>();
    // The same version, so the same rules.
    const { capacity } = asking[0];
    let { atMost: taken, countedAtMs } = takenRow.value ?? { atMost: 0, countedAtMs: 0 };
    const isOld = Math.abs(now - countedAtMs) >= placesCountLifeMs;
    if (isOld || taken + asking.length > capacity) {
      countedAtMs = now;
      const principals = asking.map(({ principal }) => principal);
      const rows = await withSeatsOfPrincipals(this.#kv, slug, await readPlaces(this.#kv, slug));
      const counted = occupancyForAll(rows, principals, now);
      for (const { principalId } of counted.inside) answers.set(principalId, { type: "inside" });
      taken = counted.taken + answers.size;
    }
    const writes: KvWrite[] = [];
    for (const { principal: { principalId }, seatId, lifeMs } of asking) {
      // Two devices of one person share a place.
      if (answers.has(principalId)) continue;
      const isFull = taken >= capacity;
      answers.set(principalId, isFull ? { type: "full" } : { type: "reserved", seatId });
      if (isFull) continue;
      taken++;
      const key = reservationKey(slug, principalId);
      writes.push(setRow(key, { seatId, until: now + lifeMs }, lifeMs));
    }
    if (writes.length > 0) {
      writes.push(setRow(placesTakenKey(slug), { atMost: taken, countedAtMs }, placesTakenLifeMs));
      // A user who is making the space has counted its places: their commit has to fail.
      const version = versionRow.value;
      if (version?.isBeingMade) writes.push(admissionVersionWrite(slug, version));
      const checks = [unchanged(takenRow), unchanged(versionRow)];
      if (!await this.#kv.commit({ checks, writes })) return asking;
    }
    for (const { principal, resolve } of asking) {
      resolve(answers.get(principal.principalId) ?? { type: "full" });
    }
    return [];
  }
}
