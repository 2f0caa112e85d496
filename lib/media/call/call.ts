import type { Reaction } from "../../contract/reactions.ts";
import { computed, type ReadonlySignal } from "@preact/signals";
import type { SpaceKey } from "../../contract/space_key.ts";
import { lateCode } from "../../contract/late_code.ts";
import { CallState, type Departure } from "../base/call_state.ts";
import type {
  CallError,
  ConnectionQuality,
  ConnectionState,
  ConnectOptions,
  LiveKitCall,
  ModeratorNotice,
  ParticipantTracks,
  ReceiveMode,
} from "../ports/call_types.ts";
import type { RoomStats } from "../ports/room_port.ts";
import type { Connection, ConnectionParts } from "./connection.ts";

/** As `toCallError(codeMissing())` says it, whose table would cost the page more than all of this. */
const codeMissing: CallError = {
  type: "code-missing",
  message: "Cannot load the code of the call",
  remedy: "retry",
};

/** The dependencies of `Call`. */
export interface CallParts extends ConnectionParts {
  readonly isInAnotherTab: ReadonlySignal<boolean>;
  /** Follows the other tabs until the answered function is called. */
  startOtherTabs(connectionState: ReadonlySignal<ConnectionState>): () => void;
}

/**
 * The call as components see it. The code that joins (`Connection`) is loaded on intent, so that the pre-join page stays
 * small. Inert until `start`.
 */
export class Call implements LiveKitCall {
  readonly #parts: CallParts;
  readonly #state = new CallState();
  readonly hasLink = computed(() => this.#state.link.value !== null);
  #loading: Promise<Connection> | null = null;
  #connection: Connection | null = null;
  #stopConnection = () => {};
  #participantName: string | null = null;
  #isPrepared = false;
  /** Counts clicks: a later click cancels what an earlier one still waits for. */
  #clicks = 0;

  constructor(parts: CallParts) {
    this.#parts = parts;
  }

  get connectionState(): ReadonlySignal<ConnectionState> {
    return this.#state.connectionState;
  }
  get error(): ReadonlySignal<CallError | null> {
    return this.#state.error;
  }
  get participantId(): ReadonlySignal<string | null> {
    return this.#state.participantId;
  }
  get quality(): ReadonlySignal<ConnectionQuality> {
    return this.#state.quality;
  }
  get departure(): ReadonlySignal<Departure | null> {
    return this.#state.departure;
  }
  get isAudioBlocked(): ReadonlySignal<boolean> {
    return this.#state.isAudioBlocked;
  }
  get isListenOnly(): ReadonlySignal<boolean> {
    return this.#state.isListenOnly;
  }
  get moderatorNotice(): ReadonlySignal<ModeratorNotice | null> {
    return this.#state.moderatorNotice;
  }
  get spotlight(): ReadonlySignal<string | null> {
    return this.#state.spotlight;
  }
  get isInAnotherTab(): ReadonlySignal<boolean> {
    return this.#parts.isInAnotherTab;
  }
  /** In order of joining. */
  get participants(): ReadonlySignal<readonly ParticipantTracks[]> {
    return this.#state.participants;
  }

  /** Listens to the page and to other tabs. The returned function leaves the call. */
  start(): () => void {
    const { page, startOtherTabs } = this.#parts;
    this.#readLink();
    const stops = [
      startOtherTabs(this.connectionState),
      page.onFragment(() => this.#readLink()),
      this.#state.link.subscribe((link) => {
        if (link === null) page.dropFragment("link");
      }),
    ];
    return () => {
      stops.forEach((stop) => stop());
      this.#clicks++;
      this.#stopConnection();
      this.#stopConnection = () => {};
      this.#connection = this.#loading = null;
    };
  }

  prepare(): void {
    if (this.#isPrepared) return;
    this.#isPrepared = true;
    const { loadApi, loadRoomSource, visit } = this.#parts;
    // Failures are ignored here: the click on *Join* meets and reports them.
    this.#load().catch(() => {});
    loadApi().catch(() => {});
    loadRoomSource().then((source) => source.prepareConnection(visit.livekitUrl)).catch(() => {});
  }

  async connect({ participantName, isListenOnly = false }: ConnectOptions): Promise<void> {
    const state = this.#state.connectionState.peek();
    if (state !== "idle" && state !== "ended") return;
    const click = ++this.#clicks;
    this.#participantName = participantName;
    this.#state.isListenOnly.value = isListenOnly;
    for (const source of Object.values(this.#parts.sources)) {
      if (isListenOnly) source.enableOnJoin(false);
      else source.open();
    }
    const before = this.#state.beginJoin();
    // Loads in parallel with `Connection`.
    this.#parts.loadRoomSource().catch(() => {});
    try {
      const connection = await this.#load();
      if (click === this.#clicks) await connection.connect(participantName, before);
    } catch {
      if (click !== this.#clicks) return;
      this.#state.failJoin(codeMissing, before);
    }
  }

  async comeBack(): Promise<void> {
    const participantName = this.#participantName;
    if (participantName === null) return;
    await this.connect({ participantName, isListenOnly: this.#state.isListenOnly.peek() });
  }

  dismissModeratorNotice(): void {
    this.#state.moderatorNotice.value = null;
  }

  speakToo(): void {
    this.#state.isListenOnly.value = false;
  }

  async changeSession(change: () => Promise<void>): Promise<void> {
    if (this.#connection) await this.#connection.changeSession(change);
    else await change();
  }

  async leave(): Promise<void> {
    this.#clicks++;
    if (this.#connection) await this.#connection.leave();
    else if (this.#state.connectionState.peek() === "connecting") this.#state.reset();
  }

  react(reaction: Reaction): boolean {
    return this.#connection?.react(reaction) ?? false;
  }

  async startAudio(): Promise<void> {
    await this.#connection?.startAudio();
  }

  get key(): ReadonlySignal<SpaceKey | null> {
    return this.#state.key;
  }

  async forgetKey(): Promise<void> {
    await (await this.#load()).forgetKey();
  }

  get receiving(): ReadonlySignal<ReceiveMode> {
    return this.#state.receiving;
  }

  /** `null` outside of a call. */
  async readStats(): Promise<RoomStats | null> {
    return await this.#connection?.readStats() ?? null;
  }

  /** In a call; before, its code is not there. */
  setReceiving(mode: ReceiveMode): void {
    this.#connection?.setReceiving(mode);
  }

  /** Applies the master volume to all participants, after it changed. */
  applyVolumes(): void {
    this.#connection?.applyVolumes();
  }

  /** The secret of an invitation stays in the address until it is exchanged. A key is looked at, and said to be missing. */
  #readLink(): void {
    const { page, visit } = this.#parts;
    this.#state.link.value = page.keptFragment("link") ?? this.#state.link.peek();
    if (visit.keyCheck ?? page.keptFragment("key")) {
      lateCode(() => import("./check_key.ts"))
        .then(({ checkKey }) => checkKey(this.#state, this.#parts), () => {});
    }
  }

  #load(): Promise<Connection> {
    if (this.#loading) return this.#loading;
    const loading = lateCode(() => import("./connection.ts")).then(({ Connection }) => {
      const connection = new Connection(this.#parts, this.#state);
      if (this.#loading === loading) {
        this.#connection = connection;
        this.#stopConnection = connection.start();
      }
      return connection;
    });
    loading.catch(() => this.#loading = null);
    return this.#loading = loading;
  }
}
