import { batch, signal } from "@preact/signals";
import type { DepartureReason } from "../../contract/departure.ts";
import type {
  CallError,
  ConnectionQuality,
  ConnectionState,
  ModeratorNotice,
  ParticipantTracks,
} from "../ports/call_types.ts";

/** Why a call ended. */
export type Departure = DepartureReason | "left" | "gave-up";

/** What is true of a call: there from the first paint on, when the code that joins is not yet. */
export class CallState {
  readonly connectionState = signal<ConnectionState>("idle");
  readonly error = signal<CallError | null>(null);
  readonly participantId = signal<string | null>(null);
  readonly quality = signal<ConnectionQuality>("unknown");
  /** Kept while one comes back, until one is inside. */
  readonly departure = signal<Departure | null>(null);
  readonly isAudioBlocked = signal(false);
  readonly isListenOnly = signal(false);
  readonly moderatorNotice = signal<ModeratorNotice | null>(null);
  /** What an invitation brought along, until it is handed in. A secret. */
  readonly link = signal<string | null>(null);
  readonly participants = signal<readonly ParticipantTracks[]>([]);

  /** A try to join begins. Answers where it began. */
  begin(): ConnectionState {
    const before = this.connectionState.peek();
    batch(() => {
      this.connectionState.value = "connecting";
      this.error.value = null;
    });
    return before;
  }

  /** The try failed, which began at `before`. */
  fail(error: CallError, before: ConnectionState): void {
    batch(() => {
      this.connectionState.value = before;
      this.error.value = error;
    });
  }

  /** At the door again, as if there had been no call. */
  forget(): void {
    batch(() => {
      this.connectionState.value = "idle";
      this.departure.value = null;
    });
  }
}
