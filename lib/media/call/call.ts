import { computed, type ReadonlySignal } from "@preact/signals";
import { lateCode } from "../../contract/late_code.ts";
import { codeMissing, toCallError } from "../base/call_error.ts";
import { CallState, type Departure } from "../base/call_state.ts";
import type {
  CallError,
  ConnectionQuality,
  ConnectionState,
  ConnectOptions,
  LiveKitCall,
  ParticipantTracks,
  ToldByModerator,
} from "../ports/call_types.ts";
import type { Connection, ConnectionParts } from "./connection.ts";

/** What a `Call` is made of. */
export interface CallParts extends ConnectionParts {
  readonly isInAnotherTab: ReadonlySignal<boolean>;
  /** Follows the other tabs until the answered function is called. */
  startOtherTabs(connectionState: ReadonlySignal<ConnectionState>): () => void;
}

/**
 * The call as components see it. What joining takes is loaded on intent, so that a page which
 * only asks for a name stays small. Inert until `start`.
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
  /** A click that came later makes what an earlier one still waits for void. */
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
  get told(): ReadonlySignal<ToldByModerator | null> {
    return this.#state.told;
  }
  get isInAnotherTab(): ReadonlySignal<boolean> {
    return this.#parts.isInAnotherTab;
  }
  /** In order of joining. */
  get participants(): ReadonlySignal<readonly ParticipantTracks[]> {
    return this.#state.participants;
  }

  /** The answered function leaves the call. */
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
    // Only a head start: the click on *Join* reports what fails.
    this.#load().catch(() => {});
    loadApi().catch(() => {});
    loadRoomSource().then((source) => source.warm(visit.livekitUrl)).catch(() => {});
  }

  async connect({ participantName, isListenOnly = false }: ConnectOptions): Promise<void> {
    const state = this.#state.connectionState.peek();
    if (state !== "idle" && state !== "ended") return;
    const click = ++this.#clicks;
    this.#participantName = participantName;
    this.#state.isListenOnly.value = isListenOnly;
    for (const source of Object.values(this.#parts.sources)) {
      if (isListenOnly) source.arm(false);
      else source.open();
    }
    const before = this.#state.begin();
    // All that is needed comes at once, and not one after the other.
    this.#parts.loadRoomSource().catch(() => {});
    try {
      const connection = await this.#load();
      if (click === this.#clicks) await connection.connect(participantName, before);
    } catch {
      if (click !== this.#clicks) return;
      this.#state.fail(toCallError(codeMissing()), before);
    }
  }

  async comeBack(): Promise<void> {
    const participantName = this.#participantName;
    if (participantName === null) return;
    await this.connect({ participantName, isListenOnly: this.#state.isListenOnly.peek() });
  }

  dismissTold(): void {
    this.#state.told.value = null;
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
    else if (this.#state.connectionState.peek() === "connecting") this.#state.forget();
  }

  async startAudio(): Promise<void> {
    await this.#connection?.startAudio();
  }

  /** Loudness of everybody, after the volume of all changed. */
  applyVolumes(): void {
    this.#connection?.applyVolumes();
  }

  /** The secret of an invitation stays in the address until it is handed in. */
  #readLink(): void {
    this.#state.link.value = this.#parts.page.keptFragment("link") ?? this.#state.link.peek();
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
