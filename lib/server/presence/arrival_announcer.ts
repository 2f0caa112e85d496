/** Tells a room of its newcomers at once: LiveKit itself tells of participants without tracks only every 3 s. */
import { type ArrivalNotice, type ArrivalNotices, arrivalTopic } from "../../contract/space.ts";
import type { Log } from "../base/log.ts";
import type { EventParticipant } from "../livekit/webhook_receiver.ts";
import type { LiveKitPort } from "../livekit/livekit_port.ts";

/** Newcomers of a room within this time after a notice share the next one, so that a crowd costs LiveKit four calls a second. */
export const noticePauseMs = 250;

/** Most newcomers in one notice: each is about 400 bytes of a data message, which may have 15 KiB. */
export const arrivalsPerNotice = 20;

/** Options of `ArrivalAnnouncer`. */
export interface ArrivalAnnouncerOptions {
  readonly livekit: Pick<LiveKitPort, "sendData">;
  readonly log: Log;
  /** Calls `run` after `milliseconds`; a timer that keeps no process alive by default. */
  readonly after?: (milliseconds: number, run: () => void) => void;
}

/** Announces newcomers, the first of a room at once and those that follow in the same quarter second together. */
export class ArrivalAnnouncer {
  readonly #options: ArrivalAnnouncerOptions;
  readonly #after: NonNullable<ArrivalAnnouncerOptions["after"]>;
  /** By room, while its pause lasts: the newcomers since its last notice, by sid. */
  readonly #waiting = new Map<string, Map<string, ArrivalNotice>>();

  constructor(options: ArrivalAnnouncerOptions) {
    this.#options = options;
    this.#after = options.after ??
      ((milliseconds, run) => Deno.unrefTimer(setTimeout(run, milliseconds)));
  }

  /** Never waits, never throws: a lost notice is harmless. */
  announce(roomName: string, { identity, sid, name, attributes, joinedAtMs }: EventParticipant) {
    const wholeSeconds = Math.floor(joinedAtMs / 1000) * 1000;
    const notice = { identity, sid, name, attributes, joinedAtMs: wholeSeconds };
    const waiting = this.#waiting.get(roomName);
    if (waiting === undefined) this.#send(roomName, notice);
    else waiting.set(sid, notice);
  }

  /** A participant that left before its notice is not announced. */
  forget(roomName: string, sid: string) {
    this.#waiting.get(roomName)?.delete(sid);
  }

  #send(roomName: string, notices: ArrivalNotices) {
    this.#waiting.set(roomName, new Map());
    this.#after(noticePauseMs, () => this.#sendWaiting(roomName));
    const data = new TextEncoder().encode(JSON.stringify(notices));
    this.#options.livekit.sendData(roomName, null, arrivalTopic, data)
      .catch((error) => this.#options.log.debug("arrival-not-told", { roomName, error }));
  }

  #sendWaiting(roomName: string) {
    const waiting = [...this.#waiting.get(roomName)?.values() ?? []];
    this.#waiting.delete(roomName);
    for (let from = 0; from < waiting.length; from += arrivalsPerNotice) {
      this.#send(roomName, waiting.slice(from, from + arrivalsPerNotice));
    }
  }
}
