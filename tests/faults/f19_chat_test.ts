/**
 * F19. People write on two replicas at once, while storage is away, its replies are lost, and LiveKit's API is away.
 * Defects that it catches: a number that two messages get or that none gets, a message that is there twice because its
 * answer was lost, one that is lost because LiveKit did not take it, an answer that waits for storage without end.
 */
import { expect } from "expect";
import {
  type ChatEntry,
  chatNoticeSchema,
  type ChatPage,
  chatPageSchema,
  chatTopic,
  postedMessageSchema,
} from "../../lib/contract/chat.ts";
import type { RtcSnapshot } from "../../toolchain/rtc_participant.ts";
import { bound, measured, repeats } from "./figures.ts";
import { type Asked, codeOf, type Heard, Person } from "./person.ts";
import { type Replicas, startReplicas } from "./replicas.ts";
import { timed, until } from "./until.ts";

const path = "/api/spaces/tea/messages";
let ids = 0;
const newId = () => `client-id-${++ids}`;

function say(person: Person, to: Asked, text: string, clientId = newId()): Promise<Heard> {
  return person.send(to, "POST", path, { text, clientId });
}

async function page(person: Person, to: Asked, query = ""): Promise<ChatPage> {
  return chatPageSchema.parse((await person.send(to, "GET", path + query)).body);
}

const textsOf = (entries: readonly ChatEntry[]) =>
  entries.flatMap((entry) => entry.type === "message" ? entry.text ?? "" : []);

/** The texts that LiveKit delivered to a participant, in the order of their numbers. */
function told({ messages }: RtcSnapshot): string[] {
  const entries = messages.flatMap(({ topic, text }) => {
    if (topic !== chatTopic) return [];
    const notice = chatNoticeSchema.parse(JSON.parse(text));
    return notice.type === "entry" ? [notice.entry] : [];
  });
  return textsOf(entries.sort((one, other) => one.seq - other.seq));
}

/** Kim and Lee inside, each by one replica. */
async function two(replicas: Replicas) {
  const [kim, lee] = [new Person("Kim"), new Person("Lee")];
  const inside = [];
  for (const [index, person] of [kim, lee].entries()) {
    const replica = replicas.all[index];
    await person.enter(replica, "tea");
    inside.push(await replicas.join(await person.ticket(replica, "tea")));
  }
  return { kim, lee, inside };
}

Deno.test("F19 people write on two replicas at once: numbers without a gap, and everybody is told all", async () => {
  await using replicas = await startReplicas({ env: { MADANG_RATE_LIMITS: "off" } });
  const { first, second } = replicas;
  const { kim, lee, inside } = await two(replicas);
  const each = repeats(10, 100);
  const write = async (person: Person, to: Asked) => {
    for (let count = 1; count <= each; count++) {
      const [milliseconds, heard] = await timed(() => say(person, to, `${person.name} ${count}`));
      expect(heard.status).toBe(201);
      measured(
        "a chat message, until its answer, with two who write all the time",
        milliseconds,
        200,
      );
    }
  };
  await Promise.all([write(kim, first), write(lee, second)]);
  const { last, entries } = await page(kim, second);
  expect(last).toBe(2 * each);
  expect(entries.map(({ seq }) => seq)).toEqual(
    Array.from({ length: entries.length }, (_, index) => last - entries.length + 1 + index),
  );
  for (const participant of inside) {
    await participant.until("all messages", (snapshot) => told(snapshot).length === 2 * each);
    expect(told(participant.snapshot).slice(-entries.length)).toEqual(textsOf(entries));
  }
});

Deno.test("F19 storage away: refused in time, and the same message again is there once", async () => {
  await using replicas = await startReplicas();
  const { kim, lee } = await two(replicas);
  const { first, second } = replicas;
  await replicas.kv.kill();
  const id = newId();
  const [milliseconds, heard] = await timed(() => say(kim, first, "Hello", id));
  expect([heard.status, codeOf(heard)]).toEqual([503, "storage-unavailable"]);
  measured("503 while storage is away", milliseconds, 2_500);
  expect(milliseconds).toBeLessThan(bound(2_500));
  await replicas.kv.restart();
  for (const replica of [first, second]) {
    await until("it is taken", bound(5_000), async () => {
      return (await say(kim, replica, "Hello", id)).status === 201;
    });
  }
  expect(textsOf((await page(lee, second)).entries)).toEqual(["Hello"]);
});

Deno.test("F19 a reply of storage that was lost: the message is there once, and is told", async () => {
  await using replicas = await startReplicas({ hasRounds: false });
  const { kim, lee, inside } = await two(replicas);
  const { first, second } = replicas;
  let lost = 0;
  first.kvProxy.script(({ path }) => {
    const isCommit = path.endsWith("/atomic_write");
    return { type: isCommit && lost++ === 0 ? "lose-reply" : "pass" };
  });
  const [milliseconds, heard] = await timed(() => say(kim, first, "Hello"));
  expect([heard.status, lost > 0]).toEqual([201, true]);
  measured("an answer after a reply of storage was lost", milliseconds, 2_500);
  expect(textsOf((await page(lee, second)).entries)).toEqual(["Hello"]);
  await inside[1].until("the message", (snapshot) => told(snapshot).length === 1);
});

Deno.test("F19 LiveKit's API away: the message is stored, and told by the same request again", async () => {
  await using replicas = await startReplicas({ hasRounds: false });
  const { kim, lee, inside } = await two(replicas);
  const { first, second } = replicas;
  await until("both are told present", bound(2_000), async () => {
    return (await replicas.presence("tea")).count === 2;
  });
  for (const fault of [{ type: "hang" }, { type: "status", status: 500 }] as const) {
    const text = `While LiveKit's API does ${fault.type}`;
    const id = newId();
    first.apiProxy.script(() => fault);
    const [milliseconds, heard] = await timed(() => say(kim, first, text, id));
    expect(postedMessageSchema.parse(heard.body).isDelivered).toBe(false);
    measured("a chat message while LiveKit's API is away", milliseconds, 2_500);
    expect(milliseconds).toBeLessThan(bound(2_500));
    expect(textsOf((await page(lee, second)).entries)).toContain(text);
    first.apiProxy.script(() => ({ type: "pass" }));
    const again = postedMessageSchema.parse((await say(kim, first, text, id)).body);
    expect(again.isDelivered).toBe(true);
    await inside[1].until("the message", (snapshot) => told(snapshot).includes(text));
  }
  expect((await page(lee, second)).last).toBe(2);
});
