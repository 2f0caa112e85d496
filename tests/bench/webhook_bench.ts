/** Webhooks: people who come and go, verified and committed; 32 at once. */
import { RoomServiceClient } from "livekit-server-sdk";
import { deliveryOf } from "../fakes/webhook_delivery.ts";
import { encodePost } from "./connection.ts";
import { inTurns, run } from "./load.ts";
import { openSeat, type Seated, type ServerFigures } from "./token_bench.ts";
import type { Servers } from "./servers.ts";

const askers = 32;
/** Each asker tells of people of its own, one after another, as LiveKit tells of one room. */
const peopleOfEach = 10;
const comingsOfEach = 5;
const rounds = 5;

type Keys = Servers["liveKit"];

export async function measureWebhooks({ app, bareUrl, liveKit }: Servers): Promise<ServerFigures> {
  const people: Seated[] = [];
  for (let at = 0; at < askers * peopleOfEach; at++) {
    people.push(await openSeat(app.url, `space-bench-${at % askers}`, `Guest ${at}`));
  }
  await openRooms(liveKit);
  let made = 0;
  const deliver = async (url: string) => {
    const deliveries = await Promise.all(Array.from({ length: askers }, async (_, asker) => {
      const own = people.filter((_, at) => at % askers === asker);
      const comings = Array.from({ length: comingsOfEach }, () => own).flat();
      const events = comings.flatMap((person) => comingAndGoing(person, made++));
      return await Promise.all(events.map((event) => signed(url, event, liveKit)));
    }));
    return await run(url, deliveries);
  };
  return await inTurns(
    rounds,
    () => deliver(`${app.url}/api/livekit/webhook`),
    () => deliver(`${bareUrl}/webhook`),
  );
}

/** LiveKit tells of rooms that it has: in one that it lacks, a call to it takes 2 s. */
async function openRooms({ apiUrl, apiKey, apiSecret }: Keys): Promise<void> {
  const client = new RoomServiceClient(apiUrl, apiKey, apiSecret);
  for (let asker = 0; asker < askers; asker++) {
    await client.createRoom({ name: `space-bench-${asker}`, emptyTimeout: 3600 });
  }
}

/** Two events, as LiveKit tells them. */
function comingAndGoing({ roomName, participantId }: Seated, number: number): unknown[] {
  const seconds = String(Math.floor(Date.now() / 1000));
  return ["participant_joined", "participant_left"].map((event) => ({
    event,
    id: `EV_${event}_${number}`,
    createdAt: seconds,
    room: { sid: `RM_${roomName}`, name: roomName },
    participant: {
      sid: `PA_${number}`,
      identity: participantId,
      name: "Guest",
      state: "ACTIVE",
      joinedAt: seconds,
      joinedAtMs: `${seconds}000`,
    },
  }));
}

/** Signed before the clock runs. */
async function signed(url: string, event: unknown, keys: Keys): Promise<Uint8Array> {
  const { headers, body } = await deliveryOf(event, keys);
  return encodePost(url, await new Response(body).text(), headers);
}
