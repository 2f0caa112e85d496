/** Stays in a room, by LiveKit's events and by those that the server took in: one entry a connection that became active. */
import type { FakeConnection, FakeEvent } from "./fake_livekit.ts";

export interface Stay {
  readonly sid: string;
  readonly identity: string;
  readonly activeAtMs: number;
  /** `null`: still inside. */
  goneAtMs: number | null;
  /**
   * When the server answered that it has taken in *joined*, and *left*; `null`: LiveKit got no such answer. A *left* that
   * was lost is concluded by the reconciler.
   */
  joinedHeardAtMs: number | null;
  leftHeardAtMs: number | null;
}

export class Attendance {
  readonly #stays = new Map<string, Stay>();
  readonly #ofIdentity = new Map<string, Stay[]>();

  /** All stays of one identity, the first one first. */
  of(identity: string): readonly Stay[] {
    return this.#ofIdentity.get(identity) ?? [];
  }

  /** LiveKit has an event to send. */
  happened({ event, connection }: FakeEvent, atMs: number): void {
    if (!connection) return;
    if (event === "participant_joined") this.#begin(connection, atMs);
    if (event === "participant_left") this.#end(connection.sid, atMs);
  }

  /** The server has taken the event in. */
  heard({ event, connection }: FakeEvent, atMs: number): void {
    const stay = connection && this.#stays.get(connection.sid);
    if (!stay) return;
    if (event === "participant_joined") stay.joinedHeardAtMs ??= atMs;
    if (event === "participant_left") stay.leftHeardAtMs ??= atMs;
  }

  /** LiveKit was killed: every connection is gone, without an event. */
  crashed(atMs: number): void {
    for (const { sid } of this.#stays.values()) this.#end(sid, atMs);
  }

  /** Everything has come to rest: the reconciler has looked at every connection that the server knew of. */
  rested(atMs: number): void {
    for (const stay of this.#stays.values()) {
      if (stay.goneAtMs !== null && stay.joinedHeardAtMs !== null) stay.leftHeardAtMs ??= atMs;
    }
  }

  #begin({ sid, identity }: FakeConnection, atMs: number): void {
    const stay: Stay = {
      sid,
      identity,
      activeAtMs: atMs,
      goneAtMs: null,
      joinedHeardAtMs: null,
      leftHeardAtMs: null,
    };
    this.#stays.set(sid, stay);
    const stays = this.#ofIdentity.get(identity);
    if (stays) stays.push(stay);
    else this.#ofIdentity.set(identity, [stay]);
  }

  #end(sid: string, atMs: number): void {
    const stay = this.#stays.get(sid);
    if (stay) stay.goneAtMs ??= atMs;
  }
}
