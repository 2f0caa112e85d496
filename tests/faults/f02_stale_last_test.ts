/**
 * F2. The newest joins first, the older ones after it, shuffled. Defects that it catches: "the last to join stays"
 * instead of "the newest generation", a floor that falls, an eviction by person instead of by generation, an older
 * participant that stays because it joined after the floor rose.
 */
import { expect } from "expect";
import { Crowd } from "./crowd.ts";
import { EventsTold } from "./events_told.ts";
import { bound, measured, repeats } from "./figures.ts";
import { seededRandom, shuffled } from "./histories.ts";
import { Person } from "./person.ts";
import { startReplicas } from "./replicas.ts";
import { until } from "./until.ts";

Deno.test("F2 the newest that joined first is never disconnected by older ones that come after it", async () => {
  await using replicas = await startReplicas({ hasRounds: false });
  const told = new EventsTold(replicas.webhookProxy);
  await using crowd = new Crowd();
  for (let seed = 1; seed <= repeats(4, 20); seed++) {
    const slug = `tea-${seed}`;
    const kim = new Person("Kim");
    await kim.enter(replicas.first, slug);
    const tickets = [];
    for (let each = 0; each < 5; each++) {
      tickets.push(await kim.ticket(replicas.all[each % 2], slug));
    }
    const [newestTicket, ...olderTickets] = tickets.toReversed();
    const newest = await crowd.join(newestTicket);
    const order = shuffled(olderTickets, seededRandom(seed));
    if (seed % 2 === 0) {
      for (const ticket of order) crowd.enter(ticket);
      for (const { participantId } of order) await isGone(told, participantId);
    } else {
      for (const ticket of order) {
        const member = crowd.enter(ticket);
        const goneAt = await isGone(told, ticket.participantId);
        measured("eviction of an older one that joins last", goneAt - member.snapshot.beganAt, 300);
        const joinedAt = told.joinedAt(ticket.participantId);
        if (joinedAt) {
          measured(
            "eviction of an older one that joins last, from *joined* on",
            goneAt - joinedAt,
            300,
          );
        }
      }
    }
    await until("the newest alone inside", bound(300), async () => {
      return String(await replicas.identities(slug)) === newestTicket.participantId;
    });
    const { state, reconnects } = newest.snapshot;
    expect({ seed, state, reconnects }).toEqual({ seed, state: "connected", reconnects: 0 });
    await newest.leave();
  }
});

/** Answers when. */
async function isGone(told: EventsTold, identity: string): Promise<number> {
  return await until("the older one came and went", bound(5_000), () => told.goneAt(identity));
}
