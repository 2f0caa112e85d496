/**
 * F3. A participant freezes (a phone asleep), its person joins elsewhere, it thaws. Defects that it catches: one
 * identity for one person, with which whoever thaws takes the call back; an older one that may stay when it
 * connects again.
 */
import { expect } from "expect";
import { Crowd } from "./crowd.ts";
import { EventsTold } from "./events_told.ts";
import { bound, isMeasuring } from "./figures.ts";
import { Person } from "./person.ts";
import { startReplicas } from "./replicas.ts";
import { until } from "./until.ts";

for (const seconds of isMeasuring ? [3, 25] : [3]) {
  Deno.test(`F3 who thaws after ${seconds} s is out, and the newest has noticed nothing`, async () => {
    await using replicas = await startReplicas();
    const told = new EventsTold(replicas.webhookProxy);
    await using crowd = new Crowd();
    const phone = new Person("Kim");
    await phone.enter(replicas.first, "tea");
    await replicas.signIn(phone, "kim");
    const old = await phone.ticket(replicas.first, "tea");
    const frozen = await replicas.join(old);
    const laptop = new Person("Kim");
    await replicas.signIn(laptop, "kim");

    frozen.freeze();
    const asleep = new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const ticket = await laptop.ticket(replicas.second, "tea");
    expect([ticket.seatId, ticket.generation]).toEqual([old.seatId, old.generation + 1]);
    const newest = await crowd.join(ticket);
    await until("the frozen one is gone", bound(300), () => told.isGone(old.participantId));
    await asleep;
    frozen.thaw();
    await frozen.until("to be out", ({ state }) => state === "disconnected", 60);

    await until("the newest alone inside", bound(300), async () => {
      return String(await replicas.identities("tea")) === ticket.participantId;
    });
    const { state, reconnects } = newest.standing;
    expect({ state, reconnects }).toEqual({ state: "connected", reconnects: 0 });
    expect((await replicas.presence("tea", replicas.second)).count).toBe(1);
  });
}
