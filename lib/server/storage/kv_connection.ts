/** One connection to Deno KV that never lets a caller hang, and is made anew when its server was away. */
import { AppError } from "../base/app_error.ts";
import { withinDeadline } from "../base/deadline.ts";
import type { Log } from "../base/log.ts";

/** A call to storage is given up after this long. */
export const kvDeadlineMs = 2_000;

const defaultProbeDeadlineMs = 1_000;

/**
 * Probes that hang at once: each holds a socket for as long as its server is away, and nothing ends it. Enough to begin
 * a new one all the time where the network drops packets, which the system gives up after two minutes.
 */
export const maxHangingProbes = 100;

const defaultRetryAfterMs = 500;

/** What a `KvConnection` is made of. */
export interface KvConnectionOptions {
  /** `Deno.openKv` of wherever storage is. */
  readonly open: () => Promise<Deno.Kv>;
  /** A KV server, which can go away and come back: opened again when calls hang. Never memory or a file. */
  readonly isRemote: boolean;
  readonly log: Log;
  /** 2 s when absent. */
  readonly deadlineMs?: number;
  /** For each of the two steps of a try to reach a server that is away; 1 s when absent. */
  readonly probeDeadlineMs?: number;
  /** Between tries to reach a server that is away; 500 ms when absent. */
  readonly retryAfterMs?: number;
}

/** What `AppError` a call gets that storage did not answer in time. */
export function storageTimeout(): AppError {
  return new AppError("storage-unavailable", "Cannot reach storage in time");
}

/**
 * What Deno KV says of a call that is wrong in itself. It has no class for that: a full disk, a locked file and a file
 * that cannot be written are a `TypeError` too (docs/facts.md), so its words are looked at, here alone. Words that are not
 * known are storage's trouble, which is answered with 503 and tried again.
 */
const misuseMessage = /too (large|many)|could not be cloned|must be|cannot be empty|^expected /i;

/** Is it the caller's fault, and not storage's? */
export function isMisuse(error: unknown): boolean {
  return error instanceof RangeError ||
    (error instanceof TypeError && misuseMessage.test(error.message));
}

/** Calls storage within a deadline; a remote connection that hangs or refuses is replaced by one that answers. */
export class KvConnection {
  readonly #options: KvConnectionOptions;
  #kv: Deno.Kv | null = null;
  #isRecovering = false;
  #hangingProbes = 0;
  /** Why the last try to reach a server that is away failed. */
  #lastFailure: unknown;
  readonly #closing = new AbortController();

  constructor(options: KvConnectionOptions) {
    this.#options = options;
  }

  /** The connection as it is, for watching; `null` while there is none. */
  get current(): Deno.Kv | null {
    return this.#kv;
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** A KV server that is away is waited for in the background; a file that cannot be opened rejects. */
  async start(): Promise<void> {
    try {
      this.#kv = await this.#options.open();
    } catch (error) {
      if (!this.#options.isRemote) throw error;
      this.#logUnavailable(error);
      this.#recover();
    }
  }

  /**
   * @throws AppError `storage-unavailable` when it takes too long, and at once while storage is known to be away; what
   * `work` rejects with otherwise.
   */
  async call<Value>(work: (kv: Deno.Kv) => Promise<Value>): Promise<Value> {
    const kv = this.#kv;
    if (kv === null) throw new AppError("storage-unavailable", "Cannot reach storage");
    try {
      return await withinDeadline(
        this.#options.deadlineMs ?? kvDeadlineMs,
        work(kv),
        storageTimeout,
      );
    } catch (error) {
      // What an old connection says is of no more use once another one took over.
      if (!isMisuse(error) && kv === this.#kv) this.#recover();
      throw error;
    }
  }

  close(): void {
    this.#closing.abort();
    this.#kv?.close();
    this.#kv = null;
  }

  /** Resolves after `milliseconds`, or when this is closed; keeps no process alive. */
  pause(milliseconds: number): Promise<void> {
    const { signal } = this.#closing;
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      Deno.unrefTimer(timer);
      if (signal.aborted) end();
      else signal.addEventListener("abort", end);
    });
  }

  /**
   * While its server is away a connection hangs, and whatever it was asked is sent again four times a second, and logged,
   * for as long, also once it is closed. So nothing more is asked of it, and a fresh one that answers takes over. Writes
   * that were given up may still land.
   */
  async #recover(): Promise<void> {
    if (!this.#options.isRemote || this.#isRecovering) return;
    this.#isRecovering = true;
    while (!this.isClosed) {
      const fresh = await this.#openAndProbe();
      if (this.isClosed) fresh?.close();
      else if (fresh !== null) {
        this.#kv?.close();
        this.#kv = fresh;
        this.#options.log.info("storage-back");
        break;
      } else if (this.#kv !== null) {
        this.#kv.close();
        this.#kv = null;
        this.#logUnavailable(this.#lastFailure);
      }
      await this.pause(this.#options.retryAfterMs ?? defaultRetryAfterMs);
    }
    this.#isRecovering = false;
  }

  #logUnavailable(cause: unknown): void {
    const error = new AppError("storage-unavailable", "Cannot open storage", { cause });
    this.#options.log.error("storage-away", { error });
  }

  async #openAndProbe(): Promise<Deno.Kv | null> {
    if (this.#hangingProbes >= maxHangingProbes) return null;
    this.#hangingProbes++;
    const { open, probeDeadlineMs = defaultProbeDeadlineMs } = this.#options;
    const opening = open();
    const answering = opening.then((kv) => kv.get(["probe"]));
    const ended = () => this.#hangingProbes--;
    answering.then(ended, ended);
    try {
      const kv = await withinDeadline(probeDeadlineMs, opening, storageTimeout);
      await withinDeadline(probeDeadlineMs, answering, storageTimeout);
      return kv;
    } catch (error) {
      this.#lastFailure = error;
      // Also one that opens later, after we gave it up.
      opening.then((kv) => kv.close()).catch(() => {});
      return null;
    }
  }
}
