import type { Reaction } from "../../contract/reactions.ts";
import { batch, type ReadonlySignal } from "@preact/signals";
import type { TokenAnswer } from "../../contract/token.ts";
import type { SpacePageData } from "../../contract/visit.ts";
import { keptKeyName } from "../../contract/kept_key.ts";
import { lateCode } from "../../contract/late_code.ts";
import type { SpaceKey } from "../../contract/space_key.ts";
import type { SpaceKeys } from "../encryption/space_keys.ts";
import { Admission } from "./admission.ts";
import type { ApiPort } from "../ports/api_port.ts";
import { codeMissing, toCallError } from "../base/call_error.ts";
import { AppFailure } from "../../api/app_failure.ts";
import type { CallState, Departure } from "../base/call_state.ts";
import type { ConnectionState, ReceiveMode } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import { WaitingRoomClient } from "./waiting_room_client.ts";
import { Participants } from "./participants.ts";
import { PictureReception } from "./reception.ts";
import { ReconnectLoop } from "./reconnect_loop.ts";
import { RoomEventRouter } from "./room_event_router.ts";
import type {
  ChatReport,
  DisconnectCause,
  LocalSource,
  RoomPort,
  RoomReport,
  RoomSource,
  RoomStats,
} from "../ports/room_port.ts";
import { SeatVolumes } from "./seat_volumes.ts";
import type { StoragePort } from "../ports/storage_port.ts";
import { DebouncedQuality } from "./debounced_quality.ts";
import type { LocalTrackToggle } from "../devices/local_track_toggle.ts";

/**
 * How long to wait between the goodbye message and the leave. The two take different ways, and LiveKit drops a message
 * that arrives after the leave.
 */
const goodbyeMs = 150;

/**
 * How long the SDK may reconnect by itself. It normally gives up after some 50 s. In Firefox, livekit-client 2.23 was seen
 * to hang on a lock that an earlier attempt never released: it waits for a socket to open that a restarted LiveKit has
 * closed.
 */
const sdkHangsAfterMs = 70_000;

/** The dependencies of `Connection`. */
export interface ConnectionParts {
  readonly page: PagePort;
  readonly visit: SpacePageData;
  readonly storage: StoragePort;
  /** The master volume, 0–100. */
  readonly outputVolume: ReadonlySignal<number>;
  readonly sources: Readonly<Record<LocalSource, LocalTrackToggle>>;
  loadApi(): Promise<ApiPort>;
  loadRoomSource(): Promise<RoomSource>;
  /** Called once connected, for further settings of the room. */
  onConnected(room: RoomPort): void;
  /** This machine cannot encode the camera's picture as fast as it comes. */
  onOverloaded(room: RoomPort): void;
  /** Each is called with chat that came by the room. */
  readonly chatListeners: ReadonlySet<(report: ChatReport) => void>;
}

/** Limits how long the SDK reconnects; `cancel` is `null` while it does not. Carried through the phases of one room. */
interface HangTimer {
  cancel: (() => void) | null;
}

/** The phases of a connection that have a room; reports of any other room are ignored. */
type RoomPhase =
  /** `earlyEnd`: a disconnect during `connect`, handled once that resolves; a rejection reports itself. */
  | { readonly type: "connecting"; readonly room: RoomPort; earlyEnd: DisconnectCause | null }
  | { readonly type: "connected"; readonly room: RoomPort; readonly hangTimer: HangTimer }
  /** The session is being changed, which may end the connection: `earlyEnd` is handled if no token follows. */
  | {
    readonly type: "changing-session";
    readonly room: RoomPort;
    readonly hangTimer: HangTimer;
    earlyEnd: DisconnectCause | null;
  };

/** The phases in which the room has connected. */
type JoinedPhase = Exclude<RoomPhase, { readonly type: "connecting" }>;

/** `page-away`: the page was hidden while in the call, and may be restored (back-forward cache). */
type Phase = { readonly type: "no-room" } | { readonly type: "page-away" } | RoomPhase;

/**
 * The part of a call that needs a server: a token, then a room. Where the SDK gives up, it gets another token and another
 * room; after an eviction it does not reconnect by itself. Loaded with the first intent to join. One long file: joining,
 * reconnecting and leaving share the same attempt, room and token.
 */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #state: CallState;
  readonly #admission: Admission;
  readonly #participants: Participants;
  readonly #reception: PictureReception;
  readonly #waitingRoom: WaitingRoomClient;
  readonly #router: RoomEventRouter;
  readonly #reconnectLoop: ReconnectLoop;
  /** Of this browser's own connection. */
  readonly #quality: DebouncedQuality;
  #phase: Phase = { type: "no-room" };
  /** The room that is being left, and the request that tells our server. */
  #leaving: { readonly room: RoomPort; readonly tellServer: () => void } | null = null;
  /** The last token: it authenticates the questions of departure and the leave. */
  #token: string | null = null;
  /** Kept, since `pagehide` leaves no time to load it. */
  #api: ApiPort | null = null;
  #participantName: string | null = null;
  /** Work that began under an older number is outdated and stops. */
  #attempt = 0;

  constructor(parts: ConnectionParts, state: CallState) {
    const loadApi = async () => this.#api = await loaded(parts.loadApi());
    const loadRoomSource = () => loaded(parts.loadRoomSource());
    this.#parts = { ...parts, loadApi, loadRoomSource };
    this.#state = state;
    const volumes = new SeatVolumes(parts.storage, parts.outputVolume);
    this.#admission = new Admission(parts.visit, loadApi, state.link);
    this.#waitingRoom = new WaitingRoomClient({
      page: parts.page,
      loadApi,
      loadedApi: () => this.#api,
      slug: parts.visit.slug,
    });
    this.#reception = new PictureReception(parts.storage, parts.page, state.receiving);
    this.#participants = new Participants(
      parts.page,
      volumes,
      state.participants,
      (seatId, source) => this.#reception.want(seatId, source),
    );
    this.#quality = new DebouncedQuality(parts.page, state.quality);
    this.#router = new RoomEventRouter({
      state,
      participants: this.#participants,
      quality: this.#quality,
      sources: parts.sources,
      outsideWords: parts.visit.outsideWords,
      onOverloaded: parts.onOverloaded,
      onChat: (report) => parts.chatListeners.forEach((listener) => listener(report)),
    });
    this.#reconnectLoop = new ReconnectLoop({ page: parts.page, loadApi }, state.error);
  }

  /** Listens to the page. The returned function leaves the call and stops listening. */
  start(): () => void {
    const { page } = this.#parts;
    const stops = [
      page.onOnline(() => this.#reconnectLoop.retryNow()),
      page.onVisible(() => this.#reconnectLoop.retryNow()),
      page.onLeave(() => this.#leavePage()),
      page.onRestore(() => this.#restorePage()),
    ];
    return () => {
      stops.forEach((stop) => stop());
      this.leave();
    };
  }

  /** Joins. On failure `connectionState` is `before` again, and `error` says why. */
  async connect(participantName: string, before: ConnectionState): Promise<void> {
    const attempt = ++this.#attempt;
    this.#participantName = participantName;
    try {
      await this.#join(attempt);
    } catch (error) {
      if (attempt !== this.#attempt) return;
      batch(() => {
        this.#participants.clear();
        this.#state.failJoin(toCallError(error), before);
      });
    }
  }

  async leave(): Promise<void> {
    const state = this.#state.connectionState.peek();
    if (state === "idle" || state === "ended") return;
    const isReconnecting = state === "reconnecting";
    const isInside = isReconnecting || state === "connected";
    const tellServer = once(isInside ? this.#leaveByServer(true) : () => {});
    const room = this.#releaseRoom();
    this.#reconnectLoop.retryNow();
    this.#waitingRoom.stop();
    if (isInside) this.#end("left");
    else this.#abandon();
    // LiveKit cannot be reached: without this the others would see us for 20 s more.
    if (isReconnecting) tellServer();
    if (!room) return;
    const leaving = this.#leaving = { room, tellServer };
    await this.#sayGoodbye(room);
    await room.disconnect();
    // The connection may be broken unnoticed.
    tellServer();
    if (this.#leaving === leaving) this.#leaving = null;
  }

  /** Returns a request to our server to end the connection of the current token. */
  #leaveByServer(isForGood: boolean): () => void {
    const [api, token] = [this.#api, this.#token];
    return () => {
      if (token) api?.leave(token, isForGood).catch(() => {});
    };
  }

  /** If the message is lost, the others see a little later that we left. */
  async #sayGoodbye(room: RoomPort): Promise<void> {
    room.sayGoodbye().catch(() => {});
    await new Promise<void>((resolve) => void this.#parts.page.after(goodbyeMs, resolve));
  }

  /**
   * Changes the session, and continues with another token in another room. The old room stays until that token arrives.
   *
   * @throws {AppFailure} and whatever `change` throws: the call continues as it was.
   */
  async changeSession(change: () => Promise<void>): Promise<void> {
    const before = this.#phase;
    if (!isJoined(before)) return await change();
    const { room, hangTimer } = before;
    const attempt = this.#attempt;
    const changing: Phase = { type: "changing-session", room, hangTimer, earlyEnd: null };
    this.#phase = changing;
    let answer: TokenAnswer;
    try {
      await change();
      // The call was left meanwhile: requesting a token might open a guest session for nothing.
      if (attempt !== this.#attempt) return;
      answer = await this.#admission.requestToken(this.#participantName ?? "");
    } catch (error) {
      // The change may have ended the connection for good, as signing out does.
      if (attempt === this.#attempt && changing.earlyEnd) this.#handleLoss(changing.earlyEnd);
      throw error;
    } finally {
      if (this.#phase === changing) this.#phase = { type: "connected", room, hangTimer };
    }
    if (attempt !== this.#attempt) return;
    this.#token = answer.token;
    this.#releaseRoom();
    this.#holdTiles();
    room.disconnect().catch(() => {});
    const ours = this.#attempt;
    try {
      const { loadRoomSource } = this.#parts;
      await this.#connectRoom(answer, await loadRoomSource(), ours);
    } catch {
      if (ours === this.#attempt) await this.#recover();
    }
  }

  async startAudio(): Promise<void> {
    await this.#room?.startAudio();
  }

  /** Shows our reaction to everybody. False: too many within a second, or not connected. */
  react(reaction: Reaction): boolean {
    const [room, identity] = [this.#room, this.#state.participantId.peek()];
    if (!room || identity === null || !this.#participants.react(identity, reaction)) return false;
    room.sendReaction(reaction).catch(() => {});
    return true;
  }

  /** `null`: there is no room. */
  async readStats(): Promise<RoomStats | null> {
    return await this.#room?.readStats() ?? null;
  }

  setReceiving(mode: ReceiveMode): void {
    this.#reception.setMode(mode);
  }

  /** Applies the master volume to all participants, after it changed. */
  applyVolumes(): void {
    this.#participants.applyVolumes();
  }

  get #room(): RoomPort | null {
    return "room" in this.#phase ? this.#phase.room : null;
  }

  get #sources(): LocalTrackToggle[] {
    return Object.values(this.#parts.sources);
  }

  /** Requests a token and connects one room with it. @throws {AppFailure} */
  async #join(attempt: number): Promise<void> {
    // No token is taken in vain, and nobody knocks who could not come in.
    const { keyCheck = this.#parts.visit.keyCheck } = this.#state;
    if (keyCheck && !this.#hasKey) await this.#findKey({ keyCheck });
    const { loadRoomSource } = this.#parts;
    const [roomSource, answer] = await Promise.all([
      loadRoomSource(),
      this.#admission.requestToken(this.#participantName ?? "")
        .catch((error) => this.#waitForAdmission(error, attempt)),
    ]);
    if (answer === null || attempt !== this.#attempt) return;
    this.#token = answer.token;
    await this.#connectRoom(answer, roomSource, attempt);
  }

  /**
   * Waits in the waiting room where `error` says so, else throws it. `null`: the wait was given up.
   *
   * @throws {AppFailure}
   */
  async #waitForAdmission(error: unknown, attempt: number): Promise<TokenAnswer | null> {
    const { connectionState } = this.#state;
    const mustWait = error instanceof AppFailure && error.code === "waiting-for-admission";
    const state = connectionState.peek();
    if (!mustWait || attempt !== this.#attempt || state !== "connecting") {
      // The call was left before the server answered that this is a knock.
      if (mustWait && state === "idle") this.#waitingRoom.withdraw();
      throw error;
    }
    connectionState.value = "knocking";
    const answer = await this.#waitingRoom.wait(() =>
      this.#admission.requestToken(this.#participantName ?? "")
    );
    if (answer && attempt === this.#attempt) connectionState.value = "connecting";
    return answer;
  }

  /** @throws {AppFailure} */
  async #connectRoom(answer: TokenAnswer, roomSource: RoomSource, attempt: number): Promise<void> {
    this.#state.keyCheck = answer.keyCheck ?? null;
    const key = await this.#findKey(answer);
    const room = key ? await roomSource.createEncryptedRoom(key.media) : roomSource.createRoom();
    if (attempt !== this.#attempt) return await room.disconnect();
    this.#state.key.value = key;
    const connecting: Phase = { type: "connecting", room, earlyEnd: null };
    this.#phase = connecting;
    room.onReport((report) => this.#handleReport(room, report));
    this.#participants.attachRoom(room);
    this.#reception.attachRoom(room);
    try {
      await room.connect(answer.url, answer.token);
    } catch (error) {
      if (this.#phase === connecting) this.#phase = { type: "no-room" };
      throw error;
    }
    if (attempt !== this.#attempt) return await room.disconnect();
    this.#phase = { type: "connected", room, hangTimer: { cancel: null } };
    batch(() => {
      this.#state.connectionState.value = "connected";
      this.#state.participantId.value = answer.participantId;
      this.#state.error.value = null;
      this.#state.departure.value = null;
      this.#participants.markConnected();
      // Not awaited: being connected does not wait for our tracks.
      for (const source of this.#sources) source.attach(room);
    });
    this.#parts.onConnected(room);
    if (connecting.earlyEnd) this.#handleLoss(connecting.earlyEnd);
  }

  /** The key by which a room has to be encrypted; `null`: in plain. @throws {AppFailure} as `SpaceKeys.find` does. */
  async #findKey({ keyCheck }: Pick<TokenAnswer, "keyCheck">): Promise<SpaceKey | null> {
    if (keyCheck === undefined && !this.#hasKey) return null;
    return await (await this.#loadKeys()).find(keyCheck ?? null);
  }

  /** Whether this browser has some key of the space. */
  get #hasKey(): boolean {
    const { page, storage, visit } = this.#parts;
    return page.keptFragment("key") !== null ||
      typeof storage.read(keptKeyName(visit.slug)) === "string";
  }

  async #loadKeys(): Promise<SpaceKeys> {
    const { page, storage, visit } = this.#parts;
    const { SpaceKeys } = await loaded(lateCode(() => import("../encryption/space_keys.ts")));
    return new SpaceKeys(page, storage, visit.slug);
  }

  /** Forgets the key of the space, and takes back what was said about it. */
  async forgetKey(): Promise<void> {
    (await this.#loadKeys()).forget();
    this.#state.key.value = null;
    this.#state.error.value = null;
  }

  #handleReport(room: RoomPort, report: RoomReport): void {
    if (room !== this.#room) return;
    const phase = this.#phase;
    switch (report.type) {
      case "connection":
        if (!isJoined(phase)) break;
        this.#state.connectionState.value = report.state;
        if (report.state === "connected") {
          stopTimer(phase.hangTimer);
          this.#participants.markConnected();
        } else {
          this.#startTimer(phase);
          this.#participants.markReconnecting();
        }
        break;
      case "disconnected":
        this.#handleDisconnect(report.cause);
        break;
      default:
        this.#router.handle(room, report);
    }
  }

  #handleDisconnect(cause: DisconnectCause): void {
    const phase = this.#phase;
    if (phase.type === "connected") this.#handleLoss(cause);
    else if ("earlyEnd" in phase) phase.earlyEnd = cause;
  }

  /** Limits how long the SDK may reconnect the room. */
  #startTimer({ room, hangTimer }: JoinedPhase): void {
    hangTimer.cancel ??= this.#parts.page.after(sdkHangsAfterMs, () => {
      this.#handleDisconnect("other");
      room.disconnect().catch(() => {});
    });
  }

  /** The connected room has ended, and not because we left. */
  async #handleLoss(cause: DisconnectCause): Promise<void> {
    this.#releaseRoom();
    if (cause === "other") return await this.#recover();
    // An eviction: stop capturing at once, and do not reconnect.
    const attempt = this.#attempt;
    for (const source of this.#sources) source.detach({ carries: false });
    const reason = await this.#reconnectLoop.askDeparture(this.#token)
      .catch(() => "unknown" as const);
    if (attempt !== this.#attempt) return;
    this.#end(reason === "unknown" && cause === "room-deleted" ? "closed" : reason);
  }

  /** The SDK gave up: reconnects with another token and another room, with the tracks of now. */
  async #recover(): Promise<void> {
    const attempt = ++this.#attempt;
    this.#holdTiles();
    const departure = await this.#reconnectLoop.run({
      token: () => this.#token,
      isOver: () => attempt !== this.#attempt,
      join: () => this.#join(attempt),
    });
    if (departure !== null && attempt === this.#attempt) this.#end(departure);
  }

  /** Between two rooms: tiles stay, and captured tracks are kept for the next room. */
  #holdTiles(): void {
    batch(() => {
      this.#state.connectionState.value = "reconnecting";
      this.#participants.detachRoom();
      this.#quality.clear();
      for (const source of this.#sources) source.detach({ carries: true });
    });
  }

  /** Cancels what is under way, and returns the room so that the caller may disconnect it. */
  #releaseRoom(): RoomPort | null {
    const room = this.#room;
    if (isJoined(this.#phase)) stopTimer(this.#phase.hangTimer);
    this.#attempt++;
    this.#phase = { type: "no-room" };
    return room;
  }

  /** Back to `idle` before the call was joined; captures stay open for the pre-join page. */
  #abandon(): void {
    batch(() => {
      this.#participants.clear();
      this.#state.reset();
    });
  }

  #end(departure: Departure): void {
    batch(() => {
      for (const source of this.#sources) source.detach({ carries: false });
      this.#participants.clear();
      this.#router.clear();
      this.#quality.clear();
      this.#state.connectionState.value = "ended";
      this.#state.departure.value = departure;
    });
  }

  /** On `pagehide`: leaves at once, so that the others do not wait for a timeout. */
  #leavePage(): void {
    this.#leaving?.room.disconnect();
    const state = this.#state.connectionState.peek();
    // While connecting, the request under way may have been recorded as a knock already; its answer comes too late.
    if (state === "knocking" || (state === "connecting" && !this.#room)) {
      this.#waitingRoom.withdraw();
    }
    // Firefox has closed the connection to LiveKit by now, and between two rooms there is none: our server is told too.
    this.#leaving?.tellServer();
    if (this.#room || state === "reconnecting") this.#leaveByServer(false)();
    if (!this.#room) return;
    const hasJoined = isJoined(this.#phase);
    this.#releaseRoom()?.disconnect();
    if (hasJoined) this.#phase = { type: "page-away" };
    else this.#abandon();
  }

  #restorePage(): void {
    if (this.#phase.type !== "page-away") return;
    this.#phase = { type: "no-room" };
    this.#recover();
  }
}

function isJoined(phase: Phase): phase is JoinedPhase {
  return phase.type === "connected" || phase.type === "changing-session";
}

function stopTimer(hangTimer: HangTimer): void {
  hangTimer.cancel?.();
  hangTimer.cancel = null;
}

function once(run: () => void): () => void {
  let hasRun = false;
  return () => {
    if (!hasRun) run();
    hasRun = true;
  };
}

/** @throws {AppFailure} */
async function loaded<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading;
  } catch (cause) {
    if (cause instanceof AppFailure) throw cause;
    throw codeMissing(cause);
  }
}
