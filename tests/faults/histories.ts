/** Histories of one person, as LiveKit tells them; their events are then delivered in any order. */
import type { LiveParticipant } from "../../lib/server/livekit/livekit_port.ts";
import type { WebhookEvent } from "../../lib/server/livekit/webhook_receiver.ts";
import { connectionOf, eventOf } from "../fakes/test_services.ts";
import { Random } from "../model/random.ts";

/** The required outcome of one person's events, in any order. */
export interface History {
  /** Tokens that were signed. */
  readonly generations: number;
  /** The events, in LiveKit's order. */
  readonly events: readonly WebhookEvent[];
  /** The connections that LiveKit has inside at the end. */
  readonly inside: readonly LiveParticipant[];
  /** The newest generation that joined or left. */
  readonly floor: number;
  /** Lines of the log: connections that came and went, cameras and screens that went on and off. */
  readonly lines: number;
  /** An event was lost: this is the outcome after the reconciler has looked. */
  readonly isIncomplete?: boolean;
}

const origin = Date.UTC(2026, 10, 23);

/** LiveKit's events of one person on `seatId`, in the room `roomName`: a second passes at each turn. */
class Told {
  #second = 0;
  readonly #seatId: string;
  readonly #roomName: string;

  constructor(seatId: string, roomName: string) {
    this.#seatId = seatId;
    this.#roomName = roomName;
  }

  connection(generation: number, sid?: string): LiveParticipant {
    const participant = connectionOf(this.#seatId, generation, origin + ++this.#second * 1000);
    return sid ? { ...participant, sid } : participant;
  }

  event(
    type: string,
    participant: LiveParticipant | null,
    more: Partial<WebhookEvent> = {},
  ): WebhookEvent {
    const createdAtMs = origin + ++this.#second * 1000;
    return eventOf(type, participant, { roomName: this.#roomName, createdAtMs, ...more });
  }

  joined(participant: LiveParticipant): WebhookEvent {
    return this.event("participant_joined", participant);
  }

  left(participant: LiveParticipant): WebhookEvent {
    return this.event("participant_left", participant);
  }

  aborted(participant: LiveParticipant): WebhookEvent {
    return this.event("participant_connection_aborted", participant);
  }
}

/** Each with what the person did, told in full. */
export const histories: Readonly<Record<string, (seatId: string, roomName: string) => History>> = {
  "reloads the page three times, and once in vain"(seatId, roomName) {
    const told = new Told(seatId, roomName);
    const [one, two, three, four, five] = [1, 2, 3, 4, 5].map((each) => told.connection(each));
    return {
      generations: 5,
      events: [
        ...[told.joined(one), told.joined(two), told.left(one), told.joined(three)],
        ...[told.left(two), told.joined(four), told.left(three), told.aborted(five)],
      ],
      inside: [four],
      floor: 4,
      lines: 7,
    };
  },
  "comes and goes three times, and fails to connect once"(seatId, roomName) {
    const told = new Told(seatId, roomName);
    const [one, two, three, four] = [1, 2, 3, 4].map((each) => told.connection(each));
    return {
      generations: 4,
      events: [
        ...[told.joined(one), told.left(one), told.joined(two), told.left(two)],
        ...[told.joined(three), told.aborted(four), told.left(three)],
      ],
      inside: [],
      floor: 3,
      lines: 6,
    };
  },
  "is given new sids by a server that lost and found them"(seatId, roomName) {
    const told = new Told(seatId, roomName);
    const [a, b, c] = ["a", "b", "c"].map((each) => told.connection(1, `PA_${each}_${seatId}`));
    return {
      generations: 1,
      events: [told.joined(a), told.left(a), told.joined(b), told.left(b), told.joined(c)],
      inside: [c],
      floor: 1,
      lines: 5,
    };
  },
  "shows a camera, leaves the room empty, and is in the next of that name"(seatId, roomName) {
    const told = new Told(seatId, roomName);
    const one = told.connection(1);
    const track = { sid: `TR_${seatId}`, source: "camera" } as const;
    const events = [
      told.joined(one),
      told.event("track_published", one, { track }),
      told.event("track_unpublished", one, { track }),
      told.left(one),
      told.event("room_finished", null),
    ];
    const two = told.connection(2);
    return {
      generations: 2,
      events: [...events, told.joined(two)],
      inside: [two],
      floor: 2,
      lines: 5,
    };
  },
  "shows a camera, and is gone with the room without a left"(seatId, roomName) {
    const told = new Told(seatId, roomName);
    const [one, two] = [1, 2].map((each) => told.connection(each));
    const track = { sid: `TR_${seatId}`, source: "camera" } as const;
    return {
      generations: 2,
      events: [
        ...[told.joined(one), told.event("track_published", one, { track }), told.aborted(two)],
        ...[told.event("track_unpublished", one, { track }), told.event("room_finished", null)],
      ],
      inside: [],
      floor: 1,
      lines: 4,
      isIncomplete: true,
    };
  },
};

/** Every order of `items`, one after another. */
export function* ordersOf<Item>(items: readonly Item[]): Generator<Item[]> {
  if (items.length === 0) yield [];
  for (const [index, item] of items.entries()) {
    const others = items.filter((_, other) => other !== index);
    for (const rest of ordersOf(others)) yield [item, ...rest];
  }
}

/** `items` in an order that `random` (0 to 1) gives. */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const left = [...items];
  return items.map(() => left.splice(Math.floor(random() * left.length), 1)[0]);
}

/** Numbers from 0 to below 1 by a seed. */
export function seededRandom(seed: number): () => number {
  const random = new Random(seed);
  return () => random.next();
}
