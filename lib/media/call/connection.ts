import { batch, type ReadonlySignal } from "@preact/signals";
import type { TokenAnswer } from "../../contract/token.ts";
import type { SpacePageData } from "../../contract/visit.ts";
import { Admission } from "./admission.ts";
import type { ApiPort } from "../ports/api_port.ts";
import { codeMissing, toCallError } from "../base/call_error.ts";
import { AppFailure } from "../../api/app_failure.ts";
import type { CallState, Departure } from "../base/call_state.ts";
import type { ConnectionState } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import { WaitingRoomClient } from "./waiting_room_client.ts";
import { Participants } from "./participants.ts";
import { ReconnectLoop } from "./reconnect_loop.ts";
import { RoomEventRouter } from "./room_event_router.ts";
import type {
  DisconnectCause,
  LocalSource,
  RoomPort,
  RoomReport,
  RoomSource,
} from "../ports/room_port.ts";
import { SeatVolumes } from "./seat_volumes.ts";
import type { StoragePort } from "../ports/storage_port.ts";
import { DebouncedQuality } from "./debounced_quality.ts";
import type { LocalTrackToggle } from "../devices/local_track_toggle.ts";

/**
 * How long a word to the others may take. It goes another way than the leave itself, and LiveKit
 * drops what arrives after that.
 */
const goodbyeMs = 150;

/**
 * So long the SDK may try by itself: it gives up after some 50 s. In Firefox it was seen to hang instead, on a lock that an
 * earlier try never gave back: livekit-client 2.23 waits for a socket to open that the server has closed (a LiveKit that
 * was started again does so).
 */
const sdkHangsAfterMs = 70_000;

/** What a `Connection` is made of. */
export interface ConnectionParts {
  readonly page: PagePort;
  readonly visit: SpacePageData;
  readonly storage: StoragePort;
  /** The volume of everybody together, 0–100. */
  readonly outputVolume: ReadonlySignal<number>;
  readonly sources: Readonly<Record<LocalSource, LocalTrackToggle>>;
  loadApi(): Promise<ApiPort>;
  loadRoomSource(): Promise<RoomSource>;
  /** Once connected: what else the room has to know. */
  onConnected(room: RoomPort): void;
  /** This machine cannot encode what it sends. */
  onOverloaded(room: RoomPort): void;
}

/**
 * The part of a call that needs a server: a token, then a room; another token and another room
 * where the SDK gives up; and never again by itself after somebody put us out. It is loaded with
 * the first intent to join. One long file: every way in, on and out turns on the same attempt, room and token, and is read
 * beside the others.
 */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #state: CallState;
  readonly #admission: Admission;
  readonly #participants: Participants;
  readonly #knocking: WaitingRoomClient;
  readonly #news: RoomEventRouter;
  readonly #returnTries: ReconnectLoop;
  /** Our own. */
  readonly #quality: DebouncedQuality;
  /** The one room that counts; reports of any other mean nothing. */
  #room: RoomPort | null = null;
  /** That room has been connected; only then its end is news. */
  #isLive = false;
  #earlyEnd: DisconnectCause | null = null;
  /** The session is being changed: that it ends the connection is our own doing. */
  #isChanging = false;
  /** A room that we are saying goodbye to, and what our server is told of it. */
  #leaving: { readonly room: RoomPort; readonly tellServer: () => void } | null = null;
  /** The last token: it proves who asks why they were put out, and who goes. */
  #token: string | null = null;
  /** Loaded since there is a token: the moment in which a page is left is too short for that. */
  #api: ApiPort | null = null;
  #participantName: string | null = null;
  /** Ends the wait for an SDK that may hang. */
  #stopWaiting: (() => void) | null = null;
  /** Whatever began under an older number has been overtaken, and stops. */
  #attempt = 0;
  /** The page was left while in the call, and may come back as it was. */
  #isAway = false;

  constructor(parts: ConnectionParts, state: CallState) {
    const loadApi = async () => this.#api = await loaded(parts.loadApi());
    const loadRoomSource = () => loaded(parts.loadRoomSource());
    this.#parts = { ...parts, loadApi, loadRoomSource };
    this.#state = state;
    const volumes = new SeatVolumes(parts.storage, parts.outputVolume);
    this.#admission = new Admission(parts.visit, loadApi, state.link);
    this.#knocking = new WaitingRoomClient({ page: parts.page, loadApi, slug: parts.visit.slug });
    this.#participants = new Participants(parts.page, volumes, state.participants);
    this.#quality = new DebouncedQuality(parts.page, state.quality);
    this.#news = new RoomEventRouter({
      state,
      participants: this.#participants,
      quality: this.#quality,
      sources: parts.sources,
      outsideWords: parts.visit.outsideWords,
      onOverloaded: parts.onOverloaded,
    });
    this.#returnTries = new ReconnectLoop({ page: parts.page, loadApi }, state.error);
  }

  /** Listens to the page. The answered function leaves the call and stops listening. */
  start(): () => void {
    const { page } = this.#parts;
    const stops = [
      page.onOnline(() => this.#returnTries.hurry()),
      page.onVisible(() => this.#returnTries.hurry()),
      page.onLeave(() => this.#goAway()),
      page.onRestore(() => this.#returnFromAway()),
    ];
    return () => {
      stops.forEach((stop) => stop());
      this.leave();
    };
  }

  /** Joins; on failure the call is `before` again, and says why. */
  async connect(participantName: string, before: ConnectionState): Promise<void> {
    const attempt = ++this.#attempt;
    this.#participantName = participantName;
    try {
      await this.#join(attempt);
    } catch (error) {
      if (attempt !== this.#attempt) return;
      batch(() => {
        this.#participants.clear();
        this.#state.fail(toCallError(error), before);
      });
    }
  }

  async leave(): Promise<void> {
    const state = this.#state.connectionState.peek();
    if (state === "idle" || state === "ended") return;
    const isReconnecting = state === "reconnecting";
    const isInside = isReconnecting || state === "connected";
    const tellServer = once(isInside ? this.#leaveByServer(true) : () => {});
    const room = this.#letGoOfRoom();
    this.#returnTries.hurry();
    this.#knocking.stop();
    if (isInside) this.#end("left");
    else this.#abandon();
    // A way that is broken brings LiveKit no word of ours: to the others we would be there for 20 s more.
    if (isReconnecting) tellServer();
    if (!room) return;
    const leaving = this.#leaving = { room, tellServer };
    await this.#sayGoodbye(room);
    await room.disconnect();
    // It may be broken without anybody having noticed.
    tellServer();
    if (this.#leaving === leaving) this.#leaving = null;
  }

  /** Our server ends the connection of the token that is ours now. */
  #leaveByServer(isForGood: boolean): () => void {
    const [api, token] = [this.#api, this.#token];
    return () => {
      if (token) api?.leave(token, isForGood).catch(() => {});
    };
  }

  /** It may not get through; then others see a little later that we left. */
  async #sayGoodbye(room: RoomPort): Promise<void> {
    room.sayGoodbye().catch(() => {});
    await new Promise<void>((resolve) => void this.#parts.page.after(goodbyeMs, resolve));
  }

  /**
   * Changes the session, and goes on with another token in another room. Until that token is there everything stays.
   *
   * @throws {AppFailure} and whatever `change` throws: the call goes on as it was.
   */
  async changeSession(change: () => Promise<void>): Promise<void> {
    const before = this.#room;
    if (!before || !this.#isLive) return await change();
    const attempt = this.#attempt;
    this.#isChanging = true;
    this.#earlyEnd = null;
    let answer: TokenAnswer;
    try {
      await change();
      // Left meanwhile: nobody needs a token, nor the session that asking for one might open.
      if (attempt !== this.#attempt) return;
      answer = await this.#admission.requestToken(this.#participantName ?? "");
    } catch (error) {
      // What has been changed may have put us out for good, as signing out does.
      if (attempt === this.#attempt && this.#earlyEnd) this.#lose(this.#earlyEnd);
      throw error;
    } finally {
      this.#isChanging = false;
    }
    if (attempt !== this.#attempt) return;
    this.#token = answer.token;
    this.#letGoOfRoom();
    this.#holdTiles();
    before.disconnect().catch(() => {});
    const ours = this.#attempt;
    try {
      const { loadRoomSource } = this.#parts;
      await this.#enter(answer, await loadRoomSource(), ours);
    } catch {
      if (ours === this.#attempt) await this.#recover();
    }
  }

  async startAudio(): Promise<void> {
    await this.#room?.startAudio();
  }

  /** Loudness of everybody, after the volume of all changed. */
  applyVolumes(): void {
    this.#participants.applyVolumes();
  }

  get #sources(): LocalTrackToggle[] {
    return Object.values(this.#parts.sources);
  }

  /** One token, one room. @throws {AppFailure} */
  async #join(attempt: number): Promise<void> {
    const { loadRoomSource } = this.#parts;
    const [roomSource, answer] = await Promise.all([
      loadRoomSource(),
      this.#admission.requestToken(this.#participantName ?? "")
        .catch((error) => this.#knock(error, attempt)),
    ]);
    if (answer === null || attempt !== this.#attempt) return;
    this.#token = answer.token;
    await this.#enter(answer, roomSource, attempt);
  }

  /**
   * Who has to be let in waits for it. `null`: does so no more.
   *
   * @throws {AppFailure}
   */
  async #knock(error: unknown, attempt: number): Promise<TokenAnswer | null> {
    const { connectionState } = this.#state;
    const mustWait = error instanceof AppFailure && error.code === "waiting-for-admission";
    const state = connectionState.peek();
    if (!mustWait || attempt !== this.#attempt || state !== "connecting") {
      // Given up before we knew that it was a knock.
      if (mustWait && state === "idle") this.#knocking.withdraw();
      throw error;
    }
    connectionState.value = "knocking";
    const answer = await this.#knocking.wait(() =>
      this.#admission.requestToken(this.#participantName ?? "")
    );
    if (answer && attempt === this.#attempt) connectionState.value = "connecting";
    return answer;
  }

  /** @throws {AppFailure} */
  async #enter(answer: TokenAnswer, roomSource: RoomSource, attempt: number): Promise<void> {
    const room = roomSource.createRoom();
    this.#room = room;
    this.#earlyEnd = null;
    room.onReport((report) => this.#hear(room, report));
    this.#participants.enter(room);
    try {
      await room.connect(answer.url, answer.token);
    } catch (error) {
      if (this.#room === room) this.#room = null;
      throw error;
    }
    if (attempt !== this.#attempt) return await room.disconnect();
    this.#isLive = true;
    batch(() => {
      this.#state.connectionState.value = "connected";
      this.#state.participantId.value = answer.participantId;
      this.#state.error.value = null;
      this.#state.departure.value = null;
      this.#participants.arrive();
      // All at once and not awaited: being in the call does not wait for what we send.
      for (const source of this.#sources) source.enter(room);
    });
    this.#parts.onConnected(room);
    if (this.#earlyEnd) this.#lose(this.#earlyEnd);
  }

  #hear(room: RoomPort, report: RoomReport): void {
    if (room !== this.#room) return;
    switch (report.type) {
      case "connection":
        if (!this.#isLive) break;
        this.#state.connectionState.value = report.state;
        if (report.state === "connected") {
          this.#wait(null);
          this.#participants.arrive();
        } else {
          this.#wait(room);
          this.#participants.depart();
        }
        break;
      case "disconnected":
        this.#hearEnd(report.cause);
        break;
      default:
        this.#news.handle(room, report);
    }
  }

  #hearEnd(cause: DisconnectCause): void {
    // Before the connection stood, `connect` tells what failed.
    if (this.#isLive && !this.#isChanging) this.#lose(cause);
    else this.#earlyEnd = cause;
  }

  /** Waits for the SDK to bring `room` back or to give up, but not for ever; `null`: waits no more. */
  #wait(room: RoomPort | null): void {
    if (room === null) {
      this.#stopWaiting?.();
      this.#stopWaiting = null;
      return;
    }
    this.#stopWaiting ??= this.#parts.page.after(sdkHangsAfterMs, () => {
      this.#hearEnd("other");
      room.disconnect().catch(() => {});
    });
  }

  /** A connection that stood is gone, and not because we left. */
  async #lose(cause: DisconnectCause): Promise<void> {
    this.#letGoOfRoom();
    if (cause === "other") return await this.#recover();
    // Somebody decided it: nothing is captured from this moment on, and nothing comes back by itself.
    const attempt = this.#attempt;
    for (const source of this.#sources) source.exit({ carries: false });
    const reason = await this.#returnTries.askDeparture(this.#token)
      .catch(() => "unknown" as const);
    if (attempt !== this.#attempt) return;
    this.#end(reason === "unknown" && cause === "room-deleted" ? "closed" : reason);
  }

  /** The SDK gave up on a connection: another token and another room, with the tracks of now. */
  async #recover(): Promise<void> {
    const attempt = ++this.#attempt;
    this.#holdTiles();
    const departure = await this.#returnTries.run({
      token: () => this.#token,
      isOver: () => attempt !== this.#attempt,
      join: () => this.#join(attempt),
    });
    if (departure !== null && attempt === this.#attempt) this.#end(departure);
  }

  /** Between two rooms: who was here is shown, and what is captured is carried over. */
  #holdTiles(): void {
    batch(() => {
      this.#state.connectionState.value = "reconnecting";
      this.#participants.lose();
      this.#quality.clear();
      for (const source of this.#sources) source.exit({ carries: true });
    });
  }

  /** Whatever is under way stops here. Answers the room, for who wants to leave it. */
  #letGoOfRoom(): RoomPort | null {
    const room = this.#room;
    this.#wait(null);
    this.#attempt++;
    this.#room = null;
    this.#isLive = false;
    return room;
  }

  /** Not inside yet: the door again, and what is open for it stays open. */
  #abandon(): void {
    batch(() => {
      this.#participants.clear();
      this.#state.forget();
    });
  }

  #end(departure: Departure): void {
    batch(() => {
      for (const source of this.#sources) source.exit({ carries: false });
      this.#participants.clear();
      this.#news.clear();
      this.#quality.clear();
      this.#state.connectionState.value = "ended";
      this.#state.departure.value = departure;
    });
  }

  /** The page is being left: others see it at once, and not after a timeout. */
  #goAway(): void {
    this.#leaving?.room.disconnect();
    const state = this.#state.connectionState.peek();
    if (state === "knocking") this.#knocking.withdraw();
    // Firefox has closed the way to LiveKit by now, and between two rooms there is none: so our server is told, too.
    this.#leaving?.tellServer();
    if (this.#room || state === "reconnecting") this.#leaveByServer(false)();
    if (!this.#room) return;
    this.#isAway = this.#isLive;
    this.#letGoOfRoom()?.disconnect();
    if (!this.#isAway) this.#abandon();
  }

  #returnFromAway(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#recover();
  }
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
