/**
 * F4, with events that a real LiveKit server sent: delivered to both replicas at once, shuffled, each twice.
 * Defects that it catches: events that our own idea of LiveKit leaves out, and effects of two replicas that cross.
 */
import { expect } from "expect";
import * as z from "zod/mini";
import { bound, repeats } from "./figures.ts";
import { seededRandom, shuffled } from "./histories.ts";
import { Person, type Ticket } from "./person.ts";
import { type Replicas, startReplicas } from "./replicas.ts";
import { until } from "./until.ts";

const eventSchema = z.looseObject({ id: z.string(), event: z.string() });
const storedConnectionSchema = z.object({ sid: z.string(), leftAtMs: z.nullable(z.number()) });

/** One event of LiveKit, as it was sent. */
interface Sent {
  readonly id: string;
  readonly type: string;
  readonly text: string;
}

Deno.test("F4 real events, shuffled and doubled over both replicas, end in LiveKit's truth", async () => {
  await using replicas = await startReplicas({ hasRounds: false });
  const kim = new Person("Kim");
  await kim.enter(replicas.first, "tea");
  const { sent, ticket } = await recorded(replicas, kim);
  const truth = (await replicas.inside("tea")).map(({ sid }) => sid);
  expect(sent.map(({ type }) => type).sort()).toEqual([
    ...Array(4).fill("participant_joined"),
    ...Array(3).fill("participant_left"),
    "room_started",
  ]);
  for (let seed = 1; seed <= repeats(6, 100); seed++) {
    const slug = `tea-${seed}`;
    const person = new Person("Kim");
    await person.enter(replicas.first, slug);
    let own = await person.ticket(replicas.first, slug);
    while (own.generation < ticket.generation) own = await person.ticket(replicas.first, slug);
    const events = sent.map(({ text, id }) =>
      text.replaceAll("space-tea", `space-${slug}`).replaceAll(ticket.seatId, own.seatId)
        .replaceAll(id, `${id}_${seed}`)
    );
    const random = seededRandom(seed);
    const deliveries = shuffled([...events, ...events], random);
    const statuses = await Promise.all(
      deliveries.map((text) =>
        replicas.deliver(JSON.parse(text), random() < 0.5 ? replicas.first : replicas.second)
      ),
    );
    const rows = await replicas.second.rows("presence", slug);
    const inside = rows.map(({ value }) => storedConnectionSchema.parse(value))
      .flatMap(({ sid, leftAtMs }) => leftAtMs === null ? sid : []);
    const seat = await replicas.seat(own.seatId);
    const lines = (await replicas.second.rows("event_log", slug)).length;
    expect({ seed, statuses: new Set(statuses), inside, floor: seat?.floor, lines })
      .toEqual({ seed, statuses: new Set([200]), inside: truth, floor: 4, lines: 7 });
  }
});

/** Kim reloads the page three times; LiveKit's events of it reach only the test. */
async function recorded(
  replicas: Replicas,
  kim: Person,
): Promise<{ sent: Sent[]; ticket: Ticket }> {
  const sent: Sent[] = [];
  replicas.webhookProxy.script(({ body }) => {
    const text = new TextDecoder().decode(body);
    const { id, event } = eventSchema.parse(JSON.parse(text));
    sent.push({ id, type: event, text });
    return { type: "status", status: 200 };
  });
  let ticket = await kim.ticket(replicas.first, "tea");
  let participant = await replicas.join(ticket);
  for (let reload = 0; reload < 3; reload++) {
    ticket = await kim.ticket(replicas.second, "tea");
    const next = await replicas.join(ticket);
    await participant.leave();
    participant = next;
  }
  await until("all eight events", bound(5_000), () => sent.length === 8);
  return { sent, ticket };
}
