import type { ReadonlySignal } from "@preact/signals";
import type { ApiPort } from "../ports/api_port.ts";
import type { ParticipantTracks } from "../ports/call_types.ts";

/**
 * What the models of those who look after a space are made of. Their hooks make them, when the call first uses them: a
 * page that has not joined loads none of their code.
 */
export interface SpaceParts {
  readonly slug: string;
  readonly people: ReadonlySignal<readonly ParticipantTracks[]>;
  loadApi(): Promise<ApiPort>;
}
