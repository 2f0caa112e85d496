import { batch, signal } from "@preact/signals";
import type { DepartureReason } from "../contract/departure.ts";
import type {
  CallError,
  ConnectionQuality,
  ConnectionState,
  ParticipantTracks,
  ToldByModerator,
} from "./call_types.ts";

/** Why a call ended. */
export type Departure = DepartureReason | "left" | "gave-up";

/** Where a call stood before a try to join. */
export interface Before {
  readonly connectionState: ConnectionState;
  readonly departure: Departure | null;
}

/** What is true of a call: there from the first paint on, when the code that joins is not yet. */
export class CallState {
  readonly connectionState = signal<ConnectionState>("idle");
  readonly error = signal<CallError | null>(null);
  readonly participantId = signal<string | null>(null);
  readonly quality = signal<ConnectionQuality>("unknown");
  readonly departure = signal<Departure | null>(null);
  readonly isAudioBlocked = signal(false);
  readonly isListenOnly = signal(false);
  readonly told = signal<ToldByModerator | null>(null);
  /** What an invitation brought along, until it is handed in. A secret. */
  readonly link = signal<string | null>(null);
  readonly participants = signal<readonly ParticipantTracks[]>([]);

  /** A try to join begins. Answers where it began. */
  begin(): Before {
    const before = {
      connectionState: this.connectionState.peek(),
      departure: this.departure.peek(),
    };
    batch(() => {
      this.connectionState.value = "connecting";
      this.error.value = null;
      this.departure.value = null;
    });
    return before;
  }

  /** The try failed. */
  fail(error: CallError, before: Before): void {
    batch(() => {
      this.connectionState.value = before.connectionState;
      this.departure.value = before.departure;
      this.error.value = error;
    });
  }
}
