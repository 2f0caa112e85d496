import type { ReadonlySignal } from "@preact/signals";
import type { ParticipantTracks } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { RoomStats } from "../ports/room_port.ts";

/** Dependencies of `ConnectionStats`. */
export interface StatsParts {
  readonly page: PagePort;
  readonly people: ReadonlySignal<readonly ParticipantTracks[]>;
  /** `null` outside of a call. */
  readStats(): Promise<RoomStats | null>;
}
