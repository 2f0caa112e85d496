import { roomNameOf } from "../../contract/names.ts";
import { settledWithin } from "../base/deadline.ts";
import { type EvictionServices, evictStaleParticipants } from "./evict.ts";
import type { HeldSeat } from "../rows/kv_keys.ts";

/** Whoever waits for an eviction waits this long at most; it goes on after that. */
export const evictionWaitMs = 2_000;

/**
 * Puts out whoever may not stay on these seats, and waits for it, 2 s at most. Never rejects: a floor that
 * was raised stays raised, so what LiveKit did not do now is done by whoever looks next.
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
