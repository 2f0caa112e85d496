/**
 * F4. Events of one person, in every order, each of them twice. Defects that it catches: the *left* of an old
 * connection that erases the new one, a late *joined* that brings a gone participant back, an event that counts
 * twice, a generation that stays marked as live, which reserves a place for good and costs a call to LiveKit at
 * each token.
 */
import { expect } from "expect";
import { type LoggedEvent, readEventLog } from "../../lib/server/presence/event_log.ts";
import { seatKey, type SeatRow } from "../../lib/server/rows/kv_keys.ts";
import type { KvPort } from "../../lib/server/storage/kv_port.ts";
import { presencePrefix } from "../../lib/server/rows/presence_rows.ts";
import { reconcile } from "../../lib/server/presence/reconcile.ts";
import { newSeat, seatAfterMint } from "../../lib/server/seats/seats.ts";
import { applyWebhookEvent } from "../../lib/server/presence/apply_webhook_event.ts";
import { FakeKv } from "../fakes/fake_kv.ts";
import { openTestServices } from "../fakes/test_services.ts";
import { repeats } from "./figures.ts";
import { histories, type History, ordersOf } from "./histories.ts";

const seatId = `seat_${"4".repeat(32)}`;
const slug = "tea";

for (const [name, historyOf] of Object.entries(histories)) {
  Deno.test(`F4 a person ${name}: every order, all events twice, ends in LiveKit's truth`, async () => {
    const history = historyOf(seatId, `space-${slug}`);
    const { events } = history;
    const truth = truthOf(history);
    await using server = await openTestServices();
    server.livekit.rooms.set(`space-${slug}`, [...history.inside]);
    // All 40,320 orders of eight events take 20 s: in tests every fifth of them.
    const step = events.length > 7 ? repeats(5, 1) : 1;
    let index = 0;
    for (const order of ordersOf([...events.keys()])) {
      if (index++ % step !== 0) continue;
      const kv = new FakeKv(() => server.now);
      const services = { ...server.services, kv };
      await storeSeat(kv, history.generations, server.now);
      for (const [position, event] of order.entries()) {
        await applyWebhookEvent(services, events[event]);
        // Each comes again: the first one last of all, the others after the next.
        if (position > 1) await applyWebhookEvent(services, events[order[position - 1]]);
      }
      await applyWebhookEvent(services, events[order[order.length - 1]]);
      await applyWebhookEvent(services, events[order[0]]);
      if (history.isIncomplete) await reconcile(services, slug);
      const seen = await whatIsStored(kv, server.now);
      if (JSON.stringify(seen) !== JSON.stringify(truth)) {
        expect({ order, ...seen }).toEqual({ order, ...truth });
      }
    }
  });
}

interface Truth {
  readonly inside: readonly string[];
  readonly floor: number | undefined;
  /** Generations that are marked as live and are gone. */
  readonly ghosts: readonly number[];
  readonly lines: number;
}

function truthOf({ inside, floor, lines }: History): Truth {
  return { inside: inside.map(({ sid }) => sid), floor, ghosts: [], lines };
}

async function whatIsStored(kv: KvPort, now: number): Promise<Truth> {
  const connections = await kv.list(presencePrefix(slug));
  const seat = (await kv.get(seatKey(seatId))).value;
  const inside = connections.flatMap(({ value }) => value?.leftAtMs === null ? value : []);
  const generations = inside.map(({ generation }) => generation);
  const lines: LoggedEvent[] = await readEventLog(kv, slug, now - 1);
  return {
    inside: inside.map(({ sid }) => sid),
    floor: seat?.floor,
    ghosts: seat?.live.filter((generation) => !generations.includes(generation)) ?? [],
    lines: lines.length,
  };
}

async function storeSeat(kv: KvPort, generations: number, now: number): Promise<void> {
  const owner = { seatId, slug, owner: "guest:kim", session: "kim" };
  const none = { key: ["seat_of", slug, owner.owner], value: null, versionstamp: null };
  let change = newSeat(none, owner, now);
  for (let made = 1; made <= generations; made++) {
    await kv.commit(change);
    const { versionstamp } = await kv.get<SeatRow>(seatKey(seatId));
    change = seatAfterMint({ seat: change.seat, versionstamp }, owner.session, now);
  }
}
