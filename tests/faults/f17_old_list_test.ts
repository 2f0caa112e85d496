/**
 * F17. A person joins while the reconciler holds an older list of participants. Defects that it catches: seats that
 * are read before the list, by which a newcomer's seat is unknown; an old list that is committed over newer
 * presence; an eviction by an old list that hits the newcomer.
 */
import { expect } from "expect";
import { Crowd, type Member } from "./crowd.ts";
import { bound } from "./figures.ts";
import { Person } from "./person.ts";
import { type Replica, type Replicas, startReplicas } from "./replicas.ts";
import { until } from "./until.ts";

const listing = "/twirp/livekit.RoomService/ListParticipants";

/** A reconciler gives up a list that is held for 2 s: then nothing was seen, and it is held again. */
const maxAttempts = 10;

Deno.test("F17 who joins while the reconciler's list is under way stays, and is told present", async (t) => {
  await using replicas = await startReplicas({ hasRounds: false });
  await using crowd = new Crowd();
  for (const held of ["question", "answer"] as const) {
    await t.step(`the list's ${held} is held`, async () => {
      await repeatedly(async (attempt) => {
        const slug = `tea-${held}-${attempt}`;
        const [lee, kim] = ["Lee", "Kim"].map((name) => new Person(name));
        for (const person of [lee, kim]) await person.enter(replicas.second, slug);
        const other = await crowd.join(await lee.ticket(replicas.second, slug));
        await until("Lee told present", bound(1_000), () => isPresent(replicas, slug, 1));

        const list = holdOneList(replicas.first, slug, held);
        await list.isHeld;
        const newcomer = await crowd.join(await kim.ticket(replicas.second, slug));
        await until("Kim told present", bound(1_000), () => isPresent(replicas, slug, 2));
        if (!await list.release()) return false;

        expect((await replicas.presence(slug)).count).toBe(2);
        expect((await replicas.identities(slug)).length).toBe(2);
        // Nor was anybody gone for a moment.
        expect((await replicas.second.rows("event_log", slug)).length).toBe(2);
        noticedNothing(other, newcomer);
        return true;
      });
    });
  }

  await t.step(
    "of one who reloads meanwhile the newest stays, the older one stays gone",
    async () => {
      await repeatedly(async (attempt) => {
        const slug = `tea-${attempt}`;
        const kim = new Person("Kim");
        await kim.enter(replicas.second, slug);
        const older = await crowd.join(await kim.ticket(replicas.second, slug));
        await until("Kim told present", bound(1_000), () => isPresent(replicas, slug, 1));

        const list = holdOneList(replicas.first, slug, "answer");
        await list.isHeld;
        const ticket = await kim.ticket(replicas.second, slug);
        const newest = await crowd.join(ticket);
        await older.out(bound(300));
        await until("one told present", bound(1_000), async () => {
          return await isPresent(replicas, slug, 1) &&
            String(await replicas.identities(slug)) === ticket.participantId &&
            (await replicas.second.rows("event_log", slug)).length === 3;
        });
        if (!await list.release()) return false;

        expect((await replicas.presence(slug)).count).toBe(1);
        expect(await replicas.identities(slug)).toEqual([ticket.participantId]);
        expect((await replicas.second.rows("event_log", slug)).length).toBe(3);
        noticedNothing(newest);
        return true;
      });
    },
  );
});

/** Until `attempt` answers that it saw what it was for. */
async function repeatedly(attempt: (number: number) => Promise<boolean>): Promise<void> {
  for (let number = 1; !await attempt(number); number++) {
    if (number === maxAttempts) throw new Error("The machine is too slow for a list held for 2 s");
  }
}

function noticedNothing(...members: Member[]): void {
  expect(members.map(({ snapshot }) => [snapshot.state, snapshot.reconnects]))
    .toEqual(members.map(() => ["connected", 0]));
}

/** Reconciles; the list is held before LiveKit sees the question, or after it answered. */
function holdOneList(replica: Replica, slug: string, held: "question" | "answer") {
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
  const isReconciled = replica.reconcile(slug).then(() => true, () => false);
  return {
    isHeld: isHeld.promise,
    /** False: the reconciler had given up. */
    async release(): Promise<boolean> {
      released.resolve();
      return await isReconciled;
    },
  };
}

async function isPresent(replicas: Replicas, slug: string, count: number): Promise<boolean> {
  return (await replicas.presence(slug, replicas.second)).count === count;
}
