/**
 * livekit-client's end-to-end encryption, with our guards; loaded for encrypted spaces only. The SDK itself lets plain frames
 * of a participant through as soon as one of its tracks is labelled so, ciphertext included: loud noise.
 */
import {
  type E2EEOptions,
  type ElementInfo,
  ExternalE2EEKeyProvider,
  LoggerNames,
  type Participant,
  type RemoteParticipant,
  type RemoteTrack,
  RemoteVideoTrack,
  type Room,
  RoomEvent,
  setLogLevel,
  Track,
  type TrackPublication,
} from "livekit-client";
import { FrameGuard } from "../encryption/frame_guard.ts";
import type { FrameVerdict } from "../ports/call_types.ts";

/** The SDK's worker, bundled by compat/processing_files.ts. */
const workerPath = "/processing/e2ee_worker.js";

/** Stands for a small element that is seen, so that the smallest layer of a picture comes. */
const smallElement: ElementInfo = {
  element: {},
  width: () => 16,
  height: () => 16,
  visible: true,
  pictureInPicture: false,
  visibilityChangedAt: undefined,
  observe() {},
  stopObserving() {},
};

/** How often frames are counted of participants about whom nothing is known. */
const countEveryMs = 200;

/** What a publication says of itself, by the server's word. */
type Sealed = Pick<TrackPublication, "isEncrypted">;

/** The encryption of one room. */
export interface RoomEncryption {
  /** For the `Room`. */
  readonly options: E2EEOptions;
  /** Watches the room; `onChange` is called when the verdict on a participant may have changed. */
  watch(room: Room, onChange: (participant: RemoteParticipant) => void): void;
  verdictOf(participant: Participant): FrameVerdict;
  /** Whether a sound may be played, and a picture shown. */
  plays(participant: Participant, publication: Sealed): boolean;
  shows(participant: Participant, publication: Sealed): boolean;
  /** Ends the worker. The room is over. */
  end(): void;
}

/** Sets up the encryption of one room by the space's media key. */
export async function encryptRoom(
  mediaKey: ArrayBuffer,
  createWorker: () => Worker = () => new StrictWorker(workerPath, { type: "module" }),
): Promise<RoomEncryption> {
  // The worker would have the page log each frame of a participant in plain.
  setLogLevel("error", LoggerNames.E2EE);
  const keyProvider = new ExternalE2EEKeyProvider();
  // An `ArrayBuffer` is derived by HKDF, a string would be by PBKDF2.
  await keyProvider.setKey(mediaKey);
  return new GuardedEncryption({ keyProvider, worker: createWorker() });
}

/**
 * A worker that can only be told to decrypt: nobody's frames pass it in plain, whatever the server says of their tracks.
 * Frames that do not decrypt are dropped, so a participant without the key is silent.
 */
export class StrictWorker extends Worker {
  override postMessage(
    message: unknown,
    options?: Transferable[] | StructuredSerializeOptions,
  ): void {
    const strict = alwaysEncrypted(message);
    if (Array.isArray(options)) super.postMessage(strict, options);
    else super.postMessage(strict, options);
  }
}

/** The SDK's message, with encryption switched on where it would be off. */
export function alwaysEncrypted(message: unknown): unknown {
  if (!(message instanceof Object && "kind" in message && message.kind === "enable")) {
    return message;
  }
  const data = "data" in message && message.data instanceof Object ? message.data : {};
  return { ...message, data: { ...data, enabled: true } };
}

class GuardedEncryption implements RoomEncryption {
  readonly #guard = new FrameGuard();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isOver = false;

  constructor(readonly options: Extract<E2EEOptions, { worker: Worker }>) {}

  watch(room: Room, onChange: (participant: RemoteParticipant) => void): void {
    const count = async (participant: RemoteParticipant) => {
      this.#guard.count(participant.identity, await decodedFrames(participant));
      if (!this.#guard.needsCount(participant.identity)) this.#letRest(participant);
      onChange(participant);
    };
    const look = () => {
      if (this.#isOver || this.#timer !== null || !this.#counted(room).length) return;
      this.#timer = setTimeout(async () => {
        await Promise.allSettled(this.#counted(room).map(count));
        this.#timer = null;
        look();
      }, countEveryMs);
    };
    room
      .on(RoomEvent.EncryptionError, (_, failed) => {
        const participant = failed && room.remoteParticipants.get(failed.identity);
        if (!participant) return;
        this.#guard.fail(participant.identity);
        // A busy page waits for the statistics of its connection for seconds.
        onChange(participant);
        look();
      })
      .on(RoomEvent.TrackSubscribed, (track, _, { identity }) => {
        this.#keepComing(track, identity);
        look();
      })
      .on(RoomEvent.TrackUnmuted, look)
      .on(RoomEvent.ParticipantDisconnected, ({ identity }) => this.#guard.forget(identity));
  }

  verdictOf({ identity, isLocal, trackPublications }: Participant): FrameVerdict {
    return isLocal ? "encrypted" : this.#guard.verdictOf(identity, trackPublications.values());
  }

  plays({ identity, isLocal }: Participant, publication: Sealed): boolean {
    return isLocal || this.#guard.plays(identity, publication);
  }

  shows({ identity, isLocal }: Participant, publication: Sealed): boolean {
    return isLocal || this.#guard.shows(identity, publication);
  }

  end(): void {
    this.#isOver = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.options.worker.terminate();
  }

  /** Has a picture sent that is on no element yet: `adaptiveStream` would stop it, and no frame could show that it decrypts. */
  #keepComing(track: RemoteTrack, identity: string): void {
    if (!(track instanceof RemoteVideoTrack) || !this.#guard.needsCount(identity)) return;
    track.observeElementInfo(smallElement);
  }

  #letRest(participant: RemoteParticipant): void {
    for (const track of subscribed(participant)) {
      if (track instanceof RemoteVideoTrack) track.stopObservingElementInfo(smallElement);
    }
  }

  #counted({ remoteParticipants }: Room): RemoteParticipant[] {
    return [...remoteParticipants.values()].filter((participant) =>
      this.#guard.needsCount(participant.identity) && subscribed(participant).length > 0
    );
  }
}

function subscribed({ trackPublications }: RemoteParticipant) {
  return [...trackPublications.values()].flatMap(({ track, isMuted }) =>
    track && !isMuted ? [track] : []
  );
}

/** Frames, or samples of sound, that were decoded of all that a participant sends now. */
async function decodedFrames(participant: RemoteParticipant): Promise<number> {
  const counts = await Promise.all(
    subscribed(participant).map(async (track) => {
      const report = await track.getRTCStatsReport().catch(() => undefined);
      let count = 0;
      report?.forEach((stats) => {
        if (stats.type !== "inbound-rtp") return;
        count += track.kind === Track.Kind.Video ? stats.framesDecoded ?? 0 : decodedSamples(stats);
      });
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Without those that the browser made up for sound that did not come. */
function decodedSamples(
  { totalSamplesReceived = 0, concealedSamples = 0 }: RTCInboundRtpStreamStats,
) {
  return totalSamplesReceived - concealedSamples;
}
