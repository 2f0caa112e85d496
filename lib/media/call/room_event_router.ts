import { isOutsideKind, outsideName, type OutsideWords } from "../../contract/outside.ts";
import type { Role } from "../../contract/participant.ts";
import type { CallState } from "../base/call_state.ts";
import type { Participants } from "./participants.ts";
import type {
  LocalSource,
  ParticipantSnapshot,
  RoomPort,
  RoomReport,
  TextReport,
} from "../ports/room_port.ts";
import { kindOf, roleOf } from "./participant_tile.ts";
import type { DebouncedQuality } from "./debounced_quality.ts";
import type { LocalTrackToggle } from "../devices/local_track_toggle.ts";

/** The receivers of a room's reports. */
export interface RoomEventRouterParts {
  readonly state: CallState;
  readonly participants: Participants;
  /** Of this browser's own connection. */
  readonly quality: DebouncedQuality;
  readonly sources: Readonly<Record<LocalSource, LocalTrackToggle>>;
  readonly outsideWords: OutsideWords | undefined;
  /** This machine cannot encode the camera's picture as fast as it comes. */
  onOverloaded(room: RoomPort): void;
  onChat(report: TextReport): void;
}

/** A room's report, except those of its own connection, which `Connection` handles. */
export type RoutedReport = Exclude<
  RoomReport,
  { readonly type: "connection" } | { readonly type: "disconnected" }
>;

/** Routes a room's reports of participants, switches and notices to the models that show them. */
export class RoomEventRouter {
  readonly #parts: RoomEventRouterParts;
  /** Our role in this call; `null` before the first report. */
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
        for (const participant of report.participants) participants.announce(participant);
        break;
      case "goodbye":
        participants.goodbye(report.identity);
        break;
      case "reaction":
        participants.react(report.identity, report.reaction);
        break;
      case "evicted":
        participants.hide(report.identity);
        break;
      case "spotlight":
        state.spotlight.value = report.seatId;
        break;
      case "space-name":
        state.spaceName.value = report.name;
        break;
      case "source":
        sources[report.source].report(report.isEnabled);
        // A listener may have switched it on in the settings.
        if (report.isEnabled && report.source !== "screen") state.isListenOnly.value = false;
        break;
      case "permission":
        sources[report.source].allow(report.isAllowed);
        break;
      case "muted-by-moderator":
        sources[report.source].countModeratorMute();
        state.moderatorNotice.value = report.source === "screen" ? "stop-screen-share" : "mute";
        // LiveKit has unpublished the screen: stop its capture too, or the browser goes on showing it. Only where it is off
        // already, so that an imitated notice can end nothing.
        if (report.source === "screen" && !sources.screen.isEnabled.peek()) {
          void sources.screen.setEnabled(false);
        }
        break;
      case "chat":
      case "text":
      case "caption":
        this.#parts.onChat(report);
        break;
      case "overloaded":
        this.#parts.onOverloaded(room);
        break;
      case "audio-blocked":
        state.isAudioBlocked.value = report.isBlocked;
    }
  }

  /** Agents and callers by phone may have no name: then their kind is their name. */
  #withName(snapshot: ParticipantSnapshot): ParticipantSnapshot {
    const kind = kindOf(snapshot);
    if (snapshot.name.trim() !== "" || !isOutsideKind(kind)) return snapshot;
    return { ...snapshot, name: outsideName(kind, this.#parts.outsideWords) };
  }

  /** The call is over: clears its role and notices. */
  clear(): void {
    this.#role = null;
    this.#parts.state.moderatorNotice.value = null;
    this.#parts.state.spotlight.value = null;
    this.#parts.state.isAudioBlocked.value = false;
  }

  #handleLocal(snapshot: ParticipantSnapshot): void {
    this.#parts.quality.report(snapshot.quality);
    const role = roleOf(snapshot);
    if (role === null) return;
    const before = this.#role;
    this.#role = role;
    if (before !== null && before !== role && role !== "owner") {
      this.#parts.state.moderatorNotice.value = role;
    }
  }
}
