/** The port of LiveKit's room service: a few calls, each with a deadline. */
import type { OutsideKind } from "../../contract/outside.ts";
import type { PublishSource } from "../../contract/space.ts";

/** A published track. */
export interface LiveTrack {
  readonly sid: string;
  /** `null` for a source without a name of ours. Audio without a source counts as a microphone's, since it is heard as one. */
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
  /** Sources that the participant may publish now. */
  readonly publishSources: readonly PublishSource[];
  readonly tracks: readonly LiveTrack[];
  /** Kind of a participant without a seat of ours; `null` for a hidden one. */
  readonly outsideKind?: OutsideKind | null;
}

/** Change of a live participant. */
export interface ParticipantChange {
  /** Attributes to set; the others stay. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** LiveKit ends publications of all other sources. Absent: they stay. */
  readonly publishSources?: readonly PublishSource[];
}

/** Every method rejects with `AppError` `livekit-unavailable` when LiveKit does not answer in time. */
export interface LiveKitPort {
  /** Empty for a room that does not exist. */
  listParticipants(roomName: string): Promise<LiveParticipant[]>;
  /** Succeeds for an absent participant; so do the methods below. */
  removeParticipant(roomName: string, identity: string): Promise<void>;
  listRoomNames(): Promise<string[]>;
  updateParticipant(roomName: string, identity: string, change: ParticipantChange): Promise<void>;
  muteTrack(roomName: string, identity: string, trackSid: string): Promise<void>;
  /** The room's metadata; empty where it has none; `null` for a room that does not exist. */
  readRoomMetadata(roomName: string): Promise<string | null>;
  setRoomMetadata(roomName: string, metadata: string): Promise<void>;
  /** Disconnects everybody; the room begins anew with the next participant. */
  deleteRoom(roomName: string): Promise<void>;
  /** Sends a reliable data message of the server, without a sender, to one participant or (`null`) to everybody. */
  sendData(
    roomName: string,
    identity: string | null,
    topic: string,
    data: Uint8Array,
  ): Promise<void>;
}
