/** LiveKit's room service as the server sees it: three calls, each with a deadline. */

/** A live participant. `sid` names this one connection; `joinedAtMs` orders connections. */
export interface LiveParticipant {
  readonly sid: string;
  readonly identity: string;
  readonly name: string;
  readonly joinedAtMs: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** Only ACTIVE participants count for presence. */
  readonly isActive: boolean;
}

/** Every method rejects with `AppError` `livekit-unavailable` when LiveKit does not answer in time. */
export interface LiveKitPort {
  /** Empty for a room that does not exist. */
  listParticipants(roomName: string): Promise<LiveParticipant[]>;
  /** Removing who is not there is success. */
  removeParticipant(roomName: string, identity: string): Promise<void>;
  listRoomNames(): Promise<string[]>;
}
