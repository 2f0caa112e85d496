import { expect } from "expect";
import { Person } from "./person.ts";
import { startReplicas } from "./replicas.ts";
import { until } from "./until.ts";

Deno.test("startReplicas() a person with a token of one replica is told present by the other", async () => {
  await using replicas = await startReplicas();
  const { first, second } = replicas;
  const kim = new Person("Kim");
  await kim.enter(first, "tea");
  const ticket = await kim.ticket(second, "tea");
  const participant = await replicas.join(ticket);
  await until("Kim is told present", 5_000, async () => {
    return (await replicas.presence("tea", second)).count === 1;
  });
  expect(await replicas.identities("tea")).toEqual([ticket.participantId]);
  const { people } = await replicas.presence("tea", first, kim);
  expect(people?.map(({ participantName }) => participantName)).toEqual(["Kim"]);
  await participant.leave();
  await until("presence to be empty", 5_000, async () => {
    return (await replicas.presence("tea", first)).count === 0;
  });
});

Deno.test("moveClock() moves the whole process of a replica: a session that is over is over", async () => {
  await using replicas = await startReplicas({ count: 1 });
  const kim = new Person("Kim");
  await kim.enter(replicas.first, "tea");
  await replicas.first.moveClock(25 * 3_600_000);
  expect((await kim.ask(replicas.first, "tea")).status).toBe(401);
});
