import { isOutsideKind, outsideName, type OutsideWords } from "../../contract/outside.ts";
import type { Role } from "../../contract/participant.ts";
import type { CallState } from "../base/call_state.ts";
import type { Participants } from "./participants.ts";
import type { LocalSource, ParticipantSnapshot, RoomPort, RoomReport } from "../ports/room_port.ts";
import { kindOf, roleOf } from "./seat.ts";
import type { DebouncedQuality } from "./debounced_quality.ts";
import type { LocalTrackToggle } from "../devices/local_track_toggle.ts";

/** Where the news go. */
export interface RoomEventRouterParts {
  readonly state: CallState;
  readonly participants: Participants;
  /** Our own. */
  readonly quality: DebouncedQuality;
  readonly sources: Readonly<Record<LocalSource, LocalTrackToggle>>;
  readonly outsideWords: OutsideWords | undefined;
  /** This machine cannot encode what it sends. */
  onOverloaded(room: RoomPort): void;
}

/** What a room tells, but of its own connection. */
export type RoutedReport = Exclude<
  RoomReport,
  { readonly type: "connection" } | { readonly type: "disconnected" }
>;

/** What the room of a call tells of people, of our switches and of us: each goes to whoever shows it. */
export class RoomEventRouter {
  readonly #parts: RoomEventRouterParts;
  /** Ours in this call, as far as it was told. */
  #role: Role | null = null;

  constructor(parts: RoomEventRouterParts) {
    this.#parts = parts;
  }

  handle(room: RoomPort, report: RoutedReport): void {
    const { state, participants, sources } = this.#parts;
    switch (report.type) {
      case "participant":
        participants.show(this.#withName(report.participant));
        if (report.participant.isLocal) this.#handleLocal(report.participant);
        break;
      case "participant-left":
        participants.leave(report.identity);
        break;
      case "arrived":
        participants.announce(report.participant);
        break;
      case "goodbye":
        participants.goodbye(report.identity);
        break;
      case "put-out":
        participants.hide(report.identity);
        break;
      case "source":
        sources[report.source].report(report.isEnabled);
        // Switched on where no switch was offered: in the settings.
        if (report.isEnabled && report.source !== "screen") state.isListenOnly.value = false;
        break;
      case "permission":
        sources[report.source].allow(report.isAllowed);
        break;
      case "silenced":
        sources[report.source].silence();
        state.moderatorNotice.value = report.source === "screen" ? "stop-screen-share" : "mute";
        // Only what is off already: who imitates the notice can end nothing. Not published any more, it would still be
        // captured, and the browser would go on saying so.
        if (report.source === "screen" && !sources.screen.isEnabled.peek()) {
          void sources.screen.setEnabled(false);
        }
        break;
      case "overloaded":
        this.#parts.onOverloaded(room);
        break;
      case "audio-blocked":
        state.isAudioBlocked.value = report.isBlocked;
    }
  }

  /** Agents and callers by phone may bring no name: then they are called what they are. */
  #withName(snapshot: ParticipantSnapshot): ParticipantSnapshot {
    const kind = kindOf(snapshot);
    if (snapshot.name.trim() !== "" || !isOutsideKind(kind)) return snapshot;
    return { ...snapshot, name: outsideName(kind, this.#parts.outsideWords) };
  }

  /** The call is over, and what was told in it. */
  clear(): void {
    this.#role = null;
    this.#parts.state.moderatorNotice.value = null;
    this.#parts.state.isAudioBlocked.value = false;
  }

  #handleLocal(snapshot: ParticipantSnapshot): void {
    this.#parts.quality.report(snapshot.quality);
    const role = roleOf(snapshot);
    const before = this.#role;
    this.#role = role;
    if (before !== null && before !== role && role !== "owner") {
      this.#parts.state.moderatorNotice.value = role;
    }
  }
}
