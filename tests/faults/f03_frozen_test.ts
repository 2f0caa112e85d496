/**
 * F3. A participant freezes (a phone asleep), its person joins elsewhere, it thaws. Defects that it catches: one
 * identity for one person, with which the thawed phone takes the call back; an older participant that may stay when
 * it connects again.
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
    // Kim joins with another device, which takes the seat over; Lee opens a second tab, and it is the *joined* that counts.
    const [phone, laptop, lee] = ["Kim", "Kim", "Lee"].map((name) => new Person(name));
    await replicas.signIn(phone, "kim");
    await replicas.signIn(laptop, "kim");
    await lee.enter(replicas.first, "tea");
    const old = [
      await phone.ticket(replicas.first, "tea"),
      await lee.ticket(replicas.second, "tea"),
    ];
    const frozen = await Promise.all(old.map((ticket) => replicas.join(ticket)));

    for (const each of frozen) each.freeze();
    const asleep = new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const next = [
      await laptop.ticket(replicas.second, "tea"),
      await lee.ticket(replicas.first, "tea"),
    ];
    expect(next.map(({ seatId, generation }) => [seatId, generation]))
      .toEqual(old.map(({ seatId }) => [seatId, 2]));
    const newest = await Promise.all(next.map((ticket) => crowd.join(ticket)));
    await until("the frozen ones are gone", bound(300), () => {
      return old.every(({ participantId }) => told.isGone(participantId));
    });
    await asleep;
    for (const each of frozen) each.thaw();
    for (const each of frozen) {
      await each.until("to be out", ({ state }) => state === "disconnected", 60);
    }

    const truth = next.map(({ participantId }) => participantId).sort();
    await until("the newest alone inside", bound(300), async () => {
      return String((await replicas.identities("tea")).sort()) === String(truth);
    });
    expect(newest.map(({ snapshot: { state, reconnects } }) => [state, reconnects]))
      .toEqual([["connected", 0], ["connected", 0]]);
    await until("two told present", bound(1_000), async () => {
      return (await replicas.presence("tea", replicas.second)).count === 2;
    });
  });
}
