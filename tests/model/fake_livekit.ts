/**
 * A LiveKit server in memory, by a simulated clock: rooms, connections by identity of which the newest wins, removal by
 * identity alone, a restart that tells nobody, and the events that it sends (docs/facts.md). fake_truth_test.ts holds it to
 * what the real one does.
 */
import type { PublishSource } from "../../lib/contract/space.ts";
import type { LiveParticipant, ParticipantChange } from "../../lib/server/livekit/livekit_port.ts";
import type { Timeline } from "./timeline.ts";

/** The reason of a disconnection, as the client is told it. */
export type GoneReason = "left" | "duplicate-identity" | "removed" | "timed-out" | "server-gone";

/** A client that connects, as its token describes it. */
export interface Joining {
  readonly roomName: string;
  readonly identity: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly publishSources: readonly PublishSource[];
  /** Until media flows; `null`: it never does. */
  readonly activeAfterMs: number | null;
  readonly onActive: (connection: FakeConnection) => void;
  readonly onGone: (reason: GoneReason) => void;
}

/** One connection of one client, named by its sid. */
export interface FakeConnection extends Joining {
  readonly sid: string;
  readonly joinedAtMs: number;
  /** From its token, until it is changed. */
  attributes: Joining["attributes"];
  publishSources: Joining["publishSources"];
  state: "joining" | "active" | "gone";
}

/** An event as it is sent to webhooks, before it is JSON. */
export interface FakeEvent {
  readonly id: string;
  readonly event:
    | "room_started"
    | "room_finished"
    | "participant_joined"
    | "participant_left"
    | "participant_connection_aborted";
  readonly roomName: string;
  readonly createdAtMs: number;
  readonly connection: FakeConnection | null;
}

/** A client that never becomes active is given up after this long. */
export const joinTimeoutMs = 15_000;

/** A client that is silent is given up after this long (docs/facts.md). */
export const silenceMs = 21_500;

/** A room that is left empty ends after this long: our tokens' `departureTimeout`. */
const departureMs = 20_000;

export class FakeLiveKit {
  readonly #timeline: Timeline;
  readonly #tell: (event: FakeEvent) => void;
  readonly #rooms = new Map<string, Map<string, FakeConnection>>();
  #sids = 0;
  #events = 0;
  #isUp = true;

  constructor({ timeline, tell }: { timeline: Timeline; tell: (event: FakeEvent) => void }) {
    this.#timeline = timeline;
    this.#tell = tell;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** A client connects: an older connection of its identity goes. `null` while the server is down. */
  join(joining: Joining): FakeConnection | null {
    if (!this.#isUp) return null;
    const { roomName, identity, activeAfterMs } = joining;
    if (!this.#rooms.has(roomName)) {
      this.#rooms.set(roomName, new Map());
      this.#send("room_started", roomName, null);
    }
    const older = this.#rooms.get(roomName)?.get(identity);
    if (older) this.#end(older, "duplicate-identity");
    const connection: FakeConnection = {
      ...joining,
      sid: `PA_${++this.#sids}`,
      joinedAtMs: Math.floor(this.#timeline.now),
      state: "joining",
    };
    this.#rooms.get(roomName)?.set(identity, connection);
    if (activeAfterMs === null) {
      this.#timeline.after(joinTimeoutMs, () => this.#end(connection, "timed-out"));
    } else this.#timeline.after(activeAfterMs, () => this.#activate(connection));
    return connection;
  }

  /** The client says that it leaves. */
  leave(connection: FakeConnection): void {
    this.#end(connection, "left");
  }

  /** The server has heard nothing of the client for `silenceMs`. */
  timeOut(connection: FakeConnection): void {
    this.#end(connection, "timed-out");
  }

  /** Removes the participant that has this identity now. False for Twirp's `not_found`. */
  remove(roomName: string, identity: string): boolean {
    const connection = this.#rooms.get(roomName)?.get(identity);
    if (!connection) return false;
    this.#end(connection, "removed");
    return true;
  }

  /** Changes the permissions of the participant that has this identity now. False for Twirp's `not_found`. */
  update(roomName: string, identity: string, change: ParticipantChange): boolean {
    const connection = this.#rooms.get(roomName)?.get(identity);
    if (!connection) return false;
    connection.attributes = { ...connection.attributes, ...change.attributes };
    if (change.publishSources) connection.publishSources = change.publishSources;
    return true;
  }

  /** As `listParticipants` does; empty for a room that is not there. */
  list(roomName: string): LiveParticipant[] {
    return this.connections(roomName).map((connection) => ({
      sid: connection.sid,
      identity: connection.identity,
      name: connection.name,
      joinedAtMs: connection.joinedAtMs,
      attributes: connection.attributes,
      isActive: connection.state === "active",
      publishSources: connection.publishSources,
      // The model's people publish nothing.
      tracks: [],
    }));
  }

  connections(roomName: string): FakeConnection[] {
    return [...this.#rooms.get(roomName)?.values() ?? []];
  }

  roomNames(): string[] {
    return [...this.#rooms.keys()];
  }

  /** `kill -9`: no *left*, no `room_finished`; clients notice by themselves. */
  crash(): void {
    this.#isUp = false;
    const connections = this.roomNames().flatMap((roomName) => this.connections(roomName));
    this.#rooms.clear();
    for (const connection of connections) {
      connection.state = "gone";
      connection.onGone("server-gone");
    }
  }

  /** Up again, empty. */
  restart(): void {
    this.#isUp = true;
  }

  #activate(connection: FakeConnection): void {
    if (connection.state !== "joining") return;
    connection.state = "active";
    this.#send("participant_joined", connection.roomName, connection);
    connection.onActive(connection);
  }

  #end(connection: FakeConnection, reason: GoneReason): void {
    if (connection.state === "gone") return;
    const { roomName, identity } = connection;
    const wasActive = connection.state === "active";
    connection.state = "gone";
    const room = this.#rooms.get(roomName);
    if (room?.get(identity) === connection) room.delete(identity);
    this.#send(
      wasActive ? "participant_left" : "participant_connection_aborted",
      roomName,
      connection,
    );
    connection.onGone(reason);
    if (room?.size === 0) this.#timeline.after(departureMs, () => this.#finish(roomName, room));
  }

  #finish(roomName: string, room: Map<string, FakeConnection>): void {
    if (room.size > 0 || this.#rooms.get(roomName) !== room) return;
    this.#rooms.delete(roomName);
    this.#send("room_finished", roomName, null);
  }

  #send(event: FakeEvent["event"], roomName: string, connection: FakeConnection | null): void {
    const id = `EV_${++this.#events}`;
    const createdAtMs = Math.floor(this.#timeline.now / 1000) * 1000;
    this.#tell({ id, event, roomName, createdAtMs, connection });
  }
}

/** An event as LiveKit writes it. */
export function eventBody({ id, event, roomName, createdAtMs, connection }: FakeEvent): unknown {
  return {
    id,
    event,
    createdAt: String(createdAtMs / 1000),
    room: { name: roomName },
    ...(connection && {
      participant: {
        sid: connection.sid,
        identity: connection.identity,
        name: connection.name,
        state: connection.state === "active" ? "ACTIVE" : "DISCONNECTED",
        joinedAt: String(Math.floor(connection.joinedAtMs / 1000)),
        joinedAtMs: String(connection.joinedAtMs),
        attributes: connection.attributes,
      },
    }),
  };
}
