/** A connection to Deno KV with a deadline for each call, replaced by a new one after its server was away. */
import { AppError } from "../base/app_error.ts";
import { withinDeadline } from "../base/deadline.ts";
import type { Log } from "../base/log.ts";

/** Deadline of one call to storage. */
export const kvDeadlineMs = 2_000;

const defaultProbeDeadlineMs = 1_000;

/**
 * Most hanging probes at once. Each holds a socket while its server is away, and cannot be cancelled. Enough to begin
 * new ones all the time where the network drops packets, which the system gives up after two minutes.
 */
export const maxHangingProbes = 100;

const defaultRetryAfterMs = 500;

/** Options of `KvConnection`. */
export interface KvConnectionOptions {
  /** `Deno.openKv` with the address of storage. */
  readonly open: () => Promise<Deno.Kv>;
  /** True for a KV server, which is opened again when calls hang. False for memory and a file, which are opened once. */
  readonly isRemote: boolean;
  readonly log: Log;
  /** Deadline of one call; 2 s when absent. */
  readonly deadlineMs?: number;
  /** Deadline of opening a probe, and of its first read; 1 s each when absent. */
  readonly probeDeadlineMs?: number;
  /** Pause between probes of a server that is away; 500 ms when absent. */
  readonly retryAfterMs?: number;
}

/** The error of a call that storage did not answer in time. */
export function storageTimeout(): AppError {
  return new AppError("storage-unavailable", "Cannot reach storage in time");
}

/**
 * Messages of Deno KV for an invalid call. Deno KV has no class for them: a full disk, a locked file and a read-only
 * file reject with `TypeError` too (docs/facts.md), so the message is matched, here alone. Unknown messages count as
 * storage trouble, which is answered with 503 and tried again.
 */
const misuseMessage = /too (large|many)|could not be cloned|must be|cannot be empty|^expected /i;

/** True for an error of the caller, false for one of storage. */
export function isMisuse(error: unknown): boolean {
  return error instanceof RangeError ||
    (error instanceof TypeError && misuseMessage.test(error.message));
}

/** Calls storage within a deadline. A remote connection that hangs or refuses is replaced by one that answers. */
export class KvConnection {
  readonly #options: KvConnectionOptions;
  #kv: Deno.Kv | null = null;
  #isRecovering = false;
  #hangingProbes = 0;
  /** Error of the last failed probe. */
  #lastFailure: unknown;
  readonly #closing = new AbortController();

  constructor(options: KvConnectionOptions) {
    this.#options = options;
  }

  /** The current connection, for watching; `null` while there is none. */
  get current(): Deno.Kv | null {
    return this.#kv;
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Opens the connection. An unreachable KV server is probed in the background; a file that cannot be opened rejects. */
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
   * Runs `work` with the current connection.
   *
   * @throws AppError `storage-unavailable` after the deadline, or at once while storage is known to be away; other
   * errors are those of `work`.
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
      // Errors of a connection that was already replaced are ignored.
      if (!isMisuse(error) && kv === this.#kv) this.#recover();
      throw error;
    }
  }

  close(): void {
    this.#closing.abort();
    this.#kv?.close();
    this.#kv = null;
  }

  /** Resolves after `milliseconds`, or on `close()`; keeps no process alive. */
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
   * Replaces the connection. While its server is away, a connection sends pending calls again four times a second and
   * logs each try, also after `close()`. So it gets no more calls until a fresh connection answers. Writes that timed
   * out may still land.
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
      // This also closes a connection that opens after the deadline.
      opening.then((kv) => kv.close()).catch(() => {});
      return null;
    }
  }
}
