/** LiveKit's room service as the server sees it: a few calls, each with a deadline. */
import type { OutsideKind } from "../../contract/outside.ts";
import type { PublishSource } from "../../contract/space.ts";

/** A track that somebody publishes. */
export interface LiveTrack {
  readonly sid: string;
  /** `null` for a source that we have no name for; a sound without one counts as a microphone's, since it is heard as one. */
  readonly source: PublishSource | null;
}

/** A live participant. `sid` names this one connection; `joinedAtMs` orders connections. */
export interface LiveParticipant {
  readonly sid: string;
  readonly identity: string;
  readonly name: string;
  readonly joinedAtMs: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** Only ACTIVE participants count for presence. */
  readonly isActive: boolean;
  /** What LiveKit lets it publish now. */
  readonly publishSources: readonly PublishSource[];
  readonly tracks: readonly LiveTrack[];
  /** What LiveKit says that it is, where it sits on no seat of ours; none where LiveKit shows it to nobody. */
  readonly outsideKind?: OutsideKind | null;
}

/** What of a live participant can be changed. */
export interface ParticipantChange {
  /** The rest of its attributes stays. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** LiveKit ends what is published from any other source. */
  readonly publishSources: readonly PublishSource[];
}

/** Every method rejects with `AppError` `livekit-unavailable` when LiveKit does not answer in time. */
export interface LiveKitPort {
  /** Empty for a room that does not exist. */
  listParticipants(roomName: string): Promise<LiveParticipant[]>;
  /** Removing who is not there is success; so it is in what follows. */
  removeParticipant(roomName: string, identity: string): Promise<void>;
  listRoomNames(): Promise<string[]>;
  updateParticipant(roomName: string, identity: string, change: ParticipantChange): Promise<void>;
  muteTrack(roomName: string, identity: string, trackSid: string): Promise<void>;
  /** Puts everybody out; the room begins anew when somebody joins. */
  deleteRoom(roomName: string): Promise<void>;
  /** A reliable data message of the server's to one participant, or (`null`) to everybody, with no sender. */
  sendData(
    roomName: string,
    identity: string | null,
    topic: string,
    data: Uint8Array,
  ): Promise<void>;
}
