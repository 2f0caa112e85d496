/**
 * F20. Hands are raised and lowered by two replicas, while storage is away and while LiveKit's API is away.
 * Defects that it catches: a hand that is up in storage and down for everybody, one that a reload loses, two hands in
 * another order than they were raised in, an answer that waits without end.
 */
import { expect } from "expect";
import { attribute } from "../../lib/contract/seat_identity.ts";
import type { RtcSnapshot } from "../../toolchain/rtc_participant.ts";
import { bound, measured } from "./figures.ts";
import { type Asked, codeOf, type Heard, Person } from "./person.ts";
import { startReplicas } from "./replicas.ts";
import { timed, until } from "./until.ts";

function raise(person: Person, to: Asked, isRaised = true): Promise<Heard> {
  return person.send(to, "PUT", "/api/spaces/tea/hand", { isRaised });
}

/** Names of those whose hands a participant sees up, the first one first. */
function handsOf({ others }: RtcSnapshot): string[] {
  return others.filter(({ attributes }) => attributes[attribute.hand])
    .sort((one, other) =>
      Number(one.attributes[attribute.hand]) - Number(other.attributes[attribute.hand])
    ).map(({ name }) => name);
}

Deno.test("F20 hands by two replicas: in order, through a reload, storage that is away and an API of LiveKit that is away", async () => {
  await using replicas = await startReplicas({ hasRounds: false });
  const { first, second } = replicas;
  const [kim, lee, park] = [new Person("Kim"), new Person("Lee"), new Person("Park")];
  for (const person of [kim, lee, park]) await person.enter(first, "tea");
  await replicas.join(await kim.ticket(first, "tea"));
  await replicas.join(await lee.ticket(second, "tea"));
  const watcher = await replicas.join(await park.ticket(first, "tea"));
  await until("all are told present", bound(2_000), async () => {
    return (await replicas.presence("tea")).count === 3;
  });
  const sees = (...names: string[]) =>
    watcher.until(`hands of ${names}`, (snapshot) => handsOf(snapshot).join() === names.join());

  expect((await raise(lee, second)).status).toBe(204);
  expect((await raise(kim, first)).status).toBe(204);
  await sees("Lee", "Kim");

  // A reload, by the other replica: the hand has its place.
  await replicas.join(await lee.ticket(first, "tea"));
  await sees("Lee", "Kim");

  await replicas.kv.kill();
  const [milliseconds, away] = await timed(() => raise(kim, second, false));
  expect([away.status, codeOf(away)]).toEqual([503, "storage-unavailable"]);
  measured("503 to a hand while storage is away", milliseconds, 2_500);
  expect(milliseconds).toBeLessThan(bound(2_500));
  await replicas.kv.restart();
  await until("it is taken", bound(5_000), async () => {
    return (await raise(kim, second, false)).status === 204;
  });
  await sees("Lee");

  // Stored, and not shown: the reconciler of the other replica shows it.
  first.apiProxy.script(() => ({ type: "hang" }));
  const [apiMs, unheard] = await timed(() => raise(kim, first));
  expect([unheard.status, codeOf(unheard)]).toEqual([503, "livekit-unavailable"]);
  measured("503 to a hand while LiveKit's API is away", apiMs, 2_500);
  expect(apiMs).toBeLessThan(bound(2_500));
  await second.reconcile("tea");
  await sees("Lee", "Kim");
  first.apiProxy.script(() => ({ type: "pass" }));
  expect((await raise(lee, first, false)).status).toBe(204);
  await sees("Kim");
});
