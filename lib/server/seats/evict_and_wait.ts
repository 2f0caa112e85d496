import { roomNameOf } from "../../contract/names.ts";
import { settledWithin } from "../base/deadline.ts";
import { type EvictionServices, evictStaleParticipants } from "./evict.ts";
import type { HeldSeat } from "../rows/kv_keys.ts";

/** The longest that a request waits for an eviction, which goes on after that. */
export const evictionWaitMs = 2_000;

/**
 * Evicts the stale participants of these seats; waits `evictionWaitMs` at most. Never rejects: the raised floor is in
 * storage, so the reconciler or the next request evicts the participants that LiveKit failed to remove.
 */
export async function evictAndWait(
  services: EvictionServices,
  seats: readonly HeldSeat[],
): Promise<void> {
  if (seats.length === 0) return;
  const slugs = [...new Set(seats.map(({ slug }) => slug))];
  const work = Promise.all(slugs.map(async (slug) => {
    const seatIds = seats.filter((seat) => seat.slug === slug).map(({ seatId }) => seatId);
    try {
      await evictStaleParticipants(services, roomNameOf(slug), { seatIds });
    } catch (error) {
      services.log.warn("eviction-postponed", { seatIds, error });
    }
  }));
  if (!await settledWithin(evictionWaitMs, work)) services.log.warn("eviction-slow");
}
