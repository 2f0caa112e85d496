/**
 * A replica dies (`kill -9`) between its commit and the eviction that follows from it: at token time, at a sign-out
 * and in a webhook; the other finishes it. Defects that it catches: a pending eviction that is kept in a process
 * and not in storage, a delivery that counts as done because its event was seen, a floor that is raised after the
 * eviction.
 */
import { expect } from "expect";
import { Crowd, type Member } from "./crowd.ts";
import { bound, measured } from "./figures.ts";
import { Person } from "./person.ts";
import { type Replica, type Replicas, startReplicas } from "./replicas.ts";
import { timed, until } from "./until.ts";

Deno.test("kill -9 of a replica between commit and eviction is finished by the other", async (t) => {
  await using replicas = await startReplicas({ hasRounds: false });
  await using crowd = new Crowd();
  const { first, second } = replicas;

  for (const finisher of ["the reconciler", "the next request"] as const) {
    await t.step(`a token request that takes the seat over, by ${finisher}`, async () => {
      const slug = `tea-${finisher.length}`;
      const [phone, laptop] = [new Person("Kim"), new Person("Kim")];
      for (const device of [phone, laptop]) await replicas.signIn(device, "kim");
      const ticket = await phone.ticket(first, slug);
      const old = await crowd.join(ticket);
      await until("Kim told present", bound(1_000), () => isPresent(replicas, slug, 1));

      await diesAtItsList([first], () => laptop.ask(first, slug));
      const seat = await replicas.seat(ticket.seatId, second);
      expect({ minted: seat?.minted, floor: seat?.floor }).toEqual({ minted: 2, floor: 2 });
      expect(old.isConnected).toBe(true);
      if (finisher === "the reconciler") await second.reconcile(slug);
      const next = await laptop.ticket(second, slug);
      await isOut(old);
      await crowd.join(next);
      await isInside(replicas, slug, next.participantId);
      await first.start();
    });
  }

  await t.step("a sign-out, by the reconciler", async () => {
    const kim = new Person("Kim");
    await replicas.signIn(kim, "kim");
    const member = await crowd.join(await kim.ticket(second, "tea"));
    await until("Kim told present", bound(1_000), () => isPresent(replicas, "tea", 1));
    await diesAtItsList([first], () => replicas.signOut(kim, first));
    expect(member.isConnected).toBe(true);
    await second.reconcile("tea");
    await isOut(member);
    await isInside(replicas, "tea");
    await first.start();
  });

  await t.step("a webhook, by its next delivery", async () => {
    const kim = new Person("Kim");
    await kim.enter(second, "tea");
    const older = await crowd.join(await kim.ticket(second, "tea"));
    const ticket = await kim.ticket(second, "tea");
    await until("Kim told present", bound(1_000), () => isPresent(replicas, "tea", 1));
    let newest: Member | undefined;
    const dead = await diesAtItsList([first, second], async () => {
      newest = await crowd.join(ticket);
    });
    // Its event was not answered, so it is delivered again, to the other.
    await isOut(older);
    await dead.start();
    await isInside(replicas, "tea", ticket.participantId);
    expect([newest?.snapshot.state, newest?.snapshot.reconnects]).toEqual(["connected", 0]);
  });
});

/**
 * Runs `work`, in which the first of `candidates` that asks LiveKit for a list is killed at it; answers which. That
 * `work` fails with it is as it should be.
 */
async function diesAtItsList(
  candidates: readonly Replica[],
  work: () => Promise<unknown>,
): Promise<Replica> {
  const asked = Promise.withResolvers<Replica>();
  let isAsked = false;
  for (const candidate of candidates) {
    candidate.apiProxy.script(({ path }) => {
      if (isAsked || !path.endsWith("/ListParticipants")) return { type: "pass" };
      isAsked = true;
      asked.resolve(candidate);
      return { type: "hang" };
    });
  }
  const worked = work().catch(() => {});
  let dying: Replica | undefined;
  asked.promise.then((replica) => dying = replica);
  dying = await until("a replica asks for a list", bound(2_000), () => dying);
  await dying.kill();
  await worked;
  return dying;
}

async function isOut(member: Member): Promise<void> {
  const [took, reason] = await timed(() => member.out(bound(2_000)));
  measured("a killed replica's pending eviction, from the other's next look", took, 2_000);
  expect(reason).toBe("PARTICIPANT_REMOVED");
}

async function isInside(replicas: Replicas, slug: string, ...identities: string[]): Promise<void> {
  await until(`inside "${slug}": ${identities}`, bound(300), async () => {
    return String(await replicas.identities(slug)) === String(identities);
  });
}

async function isPresent(replicas: Replicas, slug: string, count: number): Promise<boolean> {
  return (await replicas.presence(slug, replicas.second)).count === count;
}
