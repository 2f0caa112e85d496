import { batch, signal } from "@preact/signals";
import type { DepartureReason } from "../../contract/departure.ts";
import type { SpaceKey } from "../../contract/space_key.ts";
import type {
  CallError,
  ConnectionQuality,
  ConnectionState,
  ModeratorNotice,
  ParticipantTracks,
  ReceiveMode,
} from "../ports/call_types.ts";

/** Why a call ended. */
export type Departure = DepartureReason | "left" | "gave-up";

/** The signals of a call. They exist from the first paint on, before the code that joins is loaded. */
export class CallState {
  readonly connectionState = signal<ConnectionState>("idle");
  readonly error = signal<CallError | null>(null);
  readonly participantId = signal<string | null>(null);
  readonly quality = signal<ConnectionQuality>("unknown");
  /** Why we are out; kept until we are connected again. */
  readonly departure = signal<Departure | null>(null);
  readonly isAudioBlocked = signal(false);
  readonly isListenOnly = signal(false);
  /** The seat that a moderator put on everybody's stage. */
  readonly spotlight = signal<string | null>(null);
  readonly moderatorNotice = signal<ModeratorNotice | null>(null);
  /** The secret of an invitation's link, until it is exchanged. */
  readonly link = signal<string | null>(null);
  /** The key of an encrypted space, once it is known to fit. */
  readonly key = signal<SpaceKey | null>(null);
  /** What the last token said of the space's key; `undefined` before one, when the page's own data counts. */
  keyCheck?: string | null;
  readonly receiving = signal<ReceiveMode>("everything");
  readonly participants = signal<readonly ParticipantTracks[]>([]);

  /** Starts an attempt to join. Returns the state before it, for `failJoin`. */
  beginJoin(): ConnectionState {
    const before = this.connectionState.peek();
    batch(() => {
      this.connectionState.value = "connecting";
      this.error.value = null;
    });
    return before;
  }

  /** Ends a failed attempt and returns to the state `before`. */
  failJoin(error: CallError, before: ConnectionState): void {
    batch(() => {
      this.connectionState.value = before;
      this.error.value = error;
    });
  }

  /** Returns to `idle`, as before any call. */
  reset(): void {
    batch(() => {
      this.connectionState.value = "idle";
      this.departure.value = null;
    });
  }
}
