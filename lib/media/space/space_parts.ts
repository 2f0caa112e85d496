import type { ReadonlySignal } from "@preact/signals";
import type { ApiPort } from "../ports/api_port.ts";
import type { ParticipantTracks } from "../ports/call_types.ts";

/**
 * The dependencies of `Moderation` and `WaitingRoomList`. Their hooks create them on first use, so that a page that has not joined
 * loads none of their code.
 */
export interface SpaceParts {
  readonly slug: string;
  readonly people: ReadonlySignal<readonly ParticipantTracks[]>;
  loadApi(): Promise<ApiPort>;
}
