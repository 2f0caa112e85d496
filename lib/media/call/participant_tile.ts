import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { captionsAttribute } from "../../contract/captions.ts";
import type { NamedPerson } from "../../contract/display_names.ts";
import { type ParticipantKind, seatOfIdentity } from "../../contract/outside.ts";
import type { Reaction } from "../../contract/reactions.ts";
import type { Role } from "../../contract/participant.ts";
import {
  attribute,
  handRaisedAtOf,
  parseIdentity,
  recordingSinceOf,
  sinceOf,
} from "../../contract/seat_identity.ts";
import type {
  ConnectionQuality,
  FrameVerdict,
  ParticipantTracks,
  PictureSource,
  PlayableTrack,
  ShownReaction,
} from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { ParticipantSnapshot } from "../ports/room_port.ts";
import { TileReactions } from "./tile_reactions.ts";
import { DebouncedQuality } from "./debounced_quality.ts";

/** The seat of a participant, and its generation. */
export function seatOf({ identity }: { readonly identity: string }): {
  seatId: string;
  generation: number;
} {
  // A participant without a token of ours (an agent, a recorder) is a seat of its own, whatever its attributes say.
  return parseIdentity(identity) ??
    { seatId: seatOfIdentity(identity)?.seatId ?? identity, generation: 0 };
}

/** How loud a voice can be made: quiet ones are amplified. */
export const maxVoicePercent = 200;

/** How loud a shared screen's sound can be. */
export const maxScreenPercent = 100;

/** The volumes of a tile, in percent. */
export interface TileVolumes {
  /** 0–200 */
  readonly voice: number;
  /** Of a shared screen's sound, 0–100. */
  readonly screen: number;
}

function wholePercent(percent: number, most: number): number {
  return Math.min(most, Math.max(0, Math.round(percent)));
}

/** The tile of one seat. It outlives its participant: after a reload the next generation appears in the same tile. */
export class ParticipantTile implements ParticipantTracks, NamedPerson {
  readonly isLocal: boolean;
  /** The newest generation seen; older ones are not shown again. */
  generation: number;
  /** Orders the tiles: when the seat's first participant joined. */
  readonly firstJoinedAtMs: number;
  /** The room's last report of this tile's participant. */
  snapshot: ParticipantSnapshot;

  readonly #kind = signal<ParticipantKind>("guest");
  readonly #role = signal<Role>("speaker");
  readonly #participantId = signal("");
  readonly #displayName = signal("");
  readonly #isReconnecting = signal(false);
  readonly #isSpeaking = signal(false);
  readonly #isMicrophoneMuted = signal(true);
  readonly #camera = signal<PlayableTrack | null>(null);
  readonly #screen = signal<PlayableTrack | null>(null);
  readonly #isCameraLeftOut = signal(false);
  readonly #isScreenLeftOut = signal(false);
  readonly #encryption = signal<FrameVerdict | null>(null);
  readonly #screenOrder = signal(0);
  readonly #quality = signal<ConnectionQuality>("unknown");
  readonly #steadyQuality: DebouncedQuality;
  readonly #handRaisedAt = signal<number | null>(null);
  readonly #recordingSince = signal<number | null>(null);
  readonly #sounds = signal<readonly MediaStreamTrack[]>([]);
  readonly #hasScreenSound = signal(false);
  readonly #isCaptioning = signal(false);
  readonly #reactions: TileReactions;
  readonly #volume = signal(100);
  readonly #screenVolume = signal(100);
  readonly #onVolume: (tile: ParticipantTile) => void;
  readonly #onWanted: (seatId: string, source: PictureSource) => void;

  constructor(
    readonly seatId: string,
    generation: number,
    snapshot: ParticipantSnapshot,
    volumes: TileVolumes,
    page: Pick<PagePort, "after">,
    onVolume: (tile: ParticipantTile) => void,
    onWanted: (seatId: string, source: PictureSource) => void,
  ) {
    this.#reactions = new TileReactions(page);
    this.#steadyQuality = new DebouncedQuality(page, this.#quality);
    this.generation = generation;
    this.snapshot = snapshot;
    this.firstJoinedAtMs = snapshot.joinedAtMs;
    this.isLocal = snapshot.isLocal;
    this.#volume.value = volumes.voice;
    this.#screenVolume.value = volumes.screen;
    this.#onVolume = onVolume;
    this.#onWanted = onWanted;
    this.show(generation, snapshot);
  }

  get name(): string {
    return this.snapshot.name;
  }
  get since(): number {
    return sinceOf(this.snapshot);
  }
  get kind(): ReadonlySignal<ParticipantKind> {
    return this.#kind;
  }
  get role(): ReadonlySignal<Role> {
    return this.#role;
  }
  get participantId(): ReadonlySignal<string> {
    return this.#participantId;
  }
  get displayName(): ReadonlySignal<string> {
    return this.#displayName;
  }
  get isReconnecting(): ReadonlySignal<boolean> {
    return this.#isReconnecting;
  }
  get isSpeaking(): ReadonlySignal<boolean> {
    return this.#isSpeaking;
  }
  get isMicrophoneMuted(): ReadonlySignal<boolean> {
    return this.#isMicrophoneMuted;
  }
  get camera(): ReadonlySignal<PlayableTrack | null> {
    return this.#camera;
  }
  get screen(): ReadonlySignal<PlayableTrack | null> {
    return this.#screen;
  }
  get isCameraLeftOut(): ReadonlySignal<boolean> {
    return this.#isCameraLeftOut;
  }
  get isScreenLeftOut(): ReadonlySignal<boolean> {
    return this.#isScreenLeftOut;
  }
  get encryption(): ReadonlySignal<FrameVerdict | null> {
    return this.#encryption;
  }
  get screenOrder(): ReadonlySignal<number> {
    return this.#screenOrder;
  }
  get quality(): ReadonlySignal<ConnectionQuality> {
    return this.#quality;
  }
  get handRaisedAt(): ReadonlySignal<number | null> {
    return this.#handRaisedAt;
  }
  get recordingSince(): ReadonlySignal<number | null> {
    return this.#recordingSince;
  }
  get sounds(): ReadonlySignal<readonly MediaStreamTrack[]> {
    return this.#sounds;
  }
  get reactions(): ReadonlySignal<readonly ShownReaction[]> {
    return this.#reactions.shown;
  }
  get hasScreenSound(): ReadonlySignal<boolean> {
    return this.#hasScreenSound;
  }
  get isCaptioning(): ReadonlySignal<boolean> {
    return this.#isCaptioning;
  }
  get volume(): ReadonlySignal<number> {
    return this.#volume;
  }
  get screenVolume(): ReadonlySignal<number> {
    return this.#screenVolume;
  }

  setVolume(percent: number): void {
    this.#volume.value = wholePercent(percent, maxVoicePercent);
    this.#onVolume(this);
  }

  setScreenVolume(percent: number): void {
    this.#screenVolume.value = wholePercent(percent, maxScreenPercent);
    this.#onVolume(this);
  }

  receive(source: PictureSource): void {
    this.#onWanted(this.seatId, source);
  }

  /** Shows a report of the seat's participant. Equal values notify no subscriber. */
  show(generation: number, snapshot: ParticipantSnapshot): void {
    this.generation = generation;
    this.snapshot = snapshot;
    batch(() => {
      this.#kind.value = kindOf(snapshot);
      // Without a known role a participant counts as a speaker, who may not moderate.
      this.#role.value = roleOf(snapshot) ?? "speaker";
      this.#participantId.value = snapshot.identity;
      if (snapshot.screen) this.#screenOrder.value = snapshot.screenSinceMs ?? 0;
      this.#isReconnecting.value = false;
      this.#isSpeaking.value = snapshot.isSpeaking;
      this.#isMicrophoneMuted.value = snapshot.isMicrophoneMuted;
      this.#handRaisedAt.value = handRaisedAtOf(snapshot);
      this.#recordingSince.value = recordingSinceOf(snapshot);
      this.#showSounds(snapshot.sounds ?? []);
      this.#hasScreenSound.value = snapshot.hasScreenSound ?? false;
      this.#isCaptioning.value = snapshot.attributes[captionsAttribute] === "on";
      this.#camera.value = snapshot.camera;
      this.#screen.value = snapshot.screen;
      this.#isCameraLeftOut.value = snapshot.isCameraLeftOut ?? false;
      this.#isScreenLeftOut.value = snapshot.isScreenLeftOut ?? false;
      this.#encryption.value = snapshot.encryption ?? null;
      this.#steadyQuality.report(snapshot.quality);
    });
  }

  /** Shows the tile as reconnecting. Its participant left, and the seat's next generation may join soon. */
  hold(): void {
    batch(() => {
      this.#isReconnecting.value = true;
      this.#isSpeaking.value = false;
      this.#camera.value = null;
      this.#screen.value = null;
      this.#recordingSince.value = null;
      this.#showSounds([]);
      this.#isCameraLeftOut.value = this.#isScreenLeftOut.value = false;
      this.#steadyQuality.clear();
    });
  }

  /** Shows a reaction. False: too many within a second. */
  react(reaction: Reaction): boolean {
    return this.#reactions.add(reaction);
  }

  #showSounds(sounds: readonly MediaStreamTrack[]): void {
    const shown = this.#sounds.peek();
    const isSame = sounds.length === shown.length && sounds.every((track) => shown.includes(track));
    if (!isSame) this.#sounds.value = sounds;
  }

  setDisplayName(displayName: string): void {
    this.#displayName.value = displayName;
  }
}

/** The kind that our server gave; LiveKit's kind for a participant without a token of ours. */
export function kindOf(
  { identity, attributes, outsideKind }: ParticipantSnapshot,
): ParticipantKind {
  if (seatOfIdentity(identity) === null) return outsideKind ?? "outside";
  return attributes[attribute.kind] === "user" ? "user" : "guest";
}

/** Every role: a new one is missing here by type. */
const roles: Readonly<Record<Role, true>> = {
  owner: true,
  moderator: true,
  speaker: true,
  listener: true,
};

function isRole(value: string | null | undefined): value is Role {
  return typeof value === "string" && Object.hasOwn(roles, value);
}

/** The role that our server gave; `null`: one that this page does not know, or a participant without a token of ours. */
export function roleOf({ identity, attributes }: ParticipantSnapshot): Role | null {
  const value = seatOfIdentity(identity) === null ? null : attributes[attribute.role];
  return isRole(value) ? value : null;
}
