/**
 * F17. Somebody joins while the reconciler holds a list of who is inside. Defects that it catches: seats that are
 * read before the list, by which a newcomer's seat is unknown; an old list that is committed over newer presence; an
 * eviction by an old list that meets the newcomer.
 */
import { expect } from "expect";
import { Crowd } from "./crowd.ts";
import { bound } from "./figures.ts";
import { Person } from "./person.ts";
import { type Replica, type Replicas, startReplicas } from "./replicas.ts";
import { until } from "./until.ts";

const listing = "/twirp/livekit.RoomService/ListParticipants";

Deno.test("F17 who joins while the reconciler's list is under way stays, and is told present", async (t) => {
  await using replicas = await startReplicas({ hasRounds: false });
  await using crowd = new Crowd();
  for (const held of ["question", "answer"] as const) {
    await t.step(`the list's ${held} is held`, async () => {
      const slug = `tea-${held}`;
      const [lee, kim] = ["Lee", "Kim"].map((name) => new Person(name));
      for (const person of [lee, kim]) await person.enter(replicas.second, slug);
      const other = await crowd.join(await lee.ticket(replicas.second, slug));
      await until("Lee told present", bound(1_000), () => isPresent(replicas, slug, 1));

      const list = holdOneList(replicas.first, held);
      const reconciled = replicas.first.reconcile(slug);
      await list.isHeld;
      const newcomer = await crowd.join(await kim.ticket(replicas.second, slug));
      await until("Kim told present", bound(1_000), () => isPresent(replicas, slug, 2));
      list.release();
      await reconciled;

      expect((await replicas.presence(slug)).count).toBe(2);
      for (const member of [other, newcomer]) {
        const { state, reconnects } = member.standing;
        expect({ state, reconnects }).toEqual({ state: "connected", reconnects: 0 });
      }
      expect((await replicas.identities(slug)).length).toBe(2);
    });
  }

  await t.step(
    "of one who reloads meanwhile the newest stays, and the older one stays gone",
    async () => {
      const kim = new Person("Kim");
      await kim.enter(replicas.second, "tea");
      const older = await crowd.join(await kim.ticket(replicas.second, "tea"));
      await until("Kim told present", bound(1_000), () => isPresent(replicas, "tea", 1));
      const list = holdOneList(replicas.first, "answer");
      const reconciled = replicas.first.reconcile("tea");
      await list.isHeld;
      const ticket = await kim.ticket(replicas.second, "tea");
      const newest = await crowd.join(ticket);
      await older.out(bound(300));
      await until("one told present", bound(1_000), async () => {
        const [told, ...more] = (await replicas.presence("tea", replicas.second, kim)).people ?? [];
        return told?.participantName === "Kim" && more.length === 0 &&
          String(await replicas.identities("tea")) === ticket.participantId;
      });
      list.release();
      await reconciled;
      expect((await replicas.presence("tea")).count).toBe(1);
      expect(await replicas.identities("tea")).toEqual([ticket.participantId]);
      expect([newest.standing.state, newest.standing.reconnects]).toEqual(["connected", 0]);
    },
  );
});

/** Holds the next list that a replica asks LiveKit for, before LiveKit sees it or after it answered; no other one. */
function holdOneList(replica: Replica, held: "question" | "answer") {
  const isHeld = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let isDone = false;
  replica.apiProxy.script(async ({ path }) => {
    if (path !== listing || isDone) return { type: "pass" };
    isDone = true;
    isHeld.resolve();
    if (held === "answer") return { type: "hold", until: released.promise };
    await released.promise;
    return { type: "pass" };
  });
  return { isHeld: isHeld.promise, release: () => released.resolve() };
}

async function isPresent(replicas: Replicas, slug: string, count: number): Promise<boolean> {
  return (await replicas.presence(slug, replicas.second)).count === count;
}
