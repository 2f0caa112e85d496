/** Watches every commit for changes of rows that are never allowed. */
import type { PresenceRow } from "../../lib/server/rows/presence_rows.ts";
import type { SeatRow } from "../../lib/server/rows/kv_keys.ts";
import { mayStay } from "../../lib/server/seats/seats.ts";
import type { RowChange } from "./fake_kv_server.ts";

export class RowWatch {
  readonly #broken: (invariant: string) => void;
  /** Every seat that ever was. */
  readonly #seats = new Set<string>();
  /** Those that are, as they are. */
  readonly #now = new Map<string, SeatRow>();

  constructor(broken: (invariant: string) => void) {
    this.#broken = broken;
  }

  look(changes: readonly RowChange[]): void {
    for (const { key, after } of changes) {
      if (key[0] !== "seat") continue;
      if (after === null) this.#now.delete(String(key[1]));
      else this.#now.set(String(key[1]), after as SeatRow);
    }
    for (const { key, before, after } of changes) {
      if (after === null) continue;
      // The shapes are those of kv_keys.ts and presence_rows.ts; a test does not parse rows.
      if (key[0] === "seat") this.#lookAtSeat(before as SeatRow | null, after as SeatRow);
      if (key[0] === "presence") {
        this.#lookAtConnection(before as PresenceRow | null, after as PresenceRow);
      }
    }
  }

  #lookAtSeat(before: SeatRow | null, after: SeatRow): void {
    const { seatId } = after;
    if (before === null && this.#seats.has(seatId)) this.#broken(`${seatId} was made again`);
    this.#seats.add(seatId);
    if (after.minted < after.floor) this.#broken(`${seatId}: its floor is above what was minted`);
    if (before === null) return;
    if (after.minted < before.minted) this.#broken(`${seatId}: fewer generations than before`);
    if (after.floor < before.floor) this.#broken(`${seatId}: its floor fell`);
    if (before.hand !== undefined && after.hand !== undefined && before.hand !== after.hand) {
      this.#broken(`${seatId}: a raised hand got another moment`);
    }
    if (before.retired && !after.retired) this.#broken(`${seatId} came back from retirement`);
  }

  /** A connection does not return after LiveKit's *left*, and a stale participant gets no row of presence. */
  #lookAtConnection(before: PresenceRow | null, after: PresenceRow): void {
    const seat = this.#now.get(after.seatId);
    const isNew = before === null && after.leftAtMs === null && after.toldBy === "webhook";
    if (isNew && seat && !mayStay(seat, after.generation)) {
      this.#broken(`${after.seatId}.${after.generation} is shown, and may not stay`);
    }
    if (before === null || before.leftAtMs === null || before.toldBy !== "webhook") return;
    if (after.leftAtMs === null) this.#broken(`${after.sid} returned after it left`);
  }
}
