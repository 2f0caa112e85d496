import type { FromRecordingWorker, ToRecordingWorker, WriteFailure } from "./recording_messages.ts";
import { recordingWorker } from "./recording_messages.ts";

/** What becomes of a file while it is written. */
export interface RecordingFileEvents {
  onWritten(bytes: number): void;
  /** Nothing more is written; what was, stays. */
  onFailed(reason: WriteFailure): void;
  onTick(): void;
}

/** A private file that is being written by a worker: nothing of it stays in memory. */
export class RecordingFile {
  readonly #worker: Worker;
  readonly #events: RecordingFileEvents;
  #onAnswer: (failure: WriteFailure | null) => void = () => {};
  /** Blobs are read one after another. */
  #reading: Promise<void> = Promise.resolve();

  private constructor(events: RecordingFileEvents) {
    this.#events = events;
    this.#worker = new Worker(recordingWorker, { type: "module" });
    this.#worker.addEventListener("message", ({ data }) => this.#hear(data));
    // The script did not come, or is refused.
    this.#worker.addEventListener("error", () => this.#fail("unsupported"));
  }

  /** @throws {RecordingError} */
  static async open(
    file: string,
    ticksPerSecond: number,
    events: RecordingFileEvents,
  ): Promise<RecordingFile> {
    const opened = new RecordingFile(events);
    const failure = await opened.#ask({ type: "open", file, ticksPerSecond });
    if (failure === null) return opened;
    opened.#worker.terminate();
    throw new RecordingError(failure);
  }

  append(chunk: Blob): void {
    this.#reading = this.#reading.then(async () => {
      const bytes = await chunk.arrayBuffer();
      this.#send({ type: "write", bytes }, [bytes]);
    }).catch(() => this.#fail("unexpected"));
  }

  /** Resolves when all is on the disk. */
  async close(): Promise<void> {
    await this.#reading;
    await this.#ask({ type: "close" });
    this.#worker.terminate();
  }

  #ask(message: ToRecordingWorker): Promise<WriteFailure | null> {
    return new Promise((resolve) => {
      this.#onAnswer = resolve;
      this.#send(message);
    });
  }

  #send(message: ToRecordingWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #hear(message: FromRecordingWorker): void {
    if (message.type === "tick") this.#events.onTick();
    else if (message.type === "written") this.#events.onWritten(message.bytes);
    else if (message.type === "failed") this.#fail(message.reason);
    else this.#onAnswer(null);
  }

  #fail(reason: WriteFailure): void {
    this.#onAnswer(reason);
    this.#events.onFailed(reason);
  }
}

/** A recording that could not be made. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";

  constructor(readonly reason: WriteFailure) {
    super(`Cannot record: ${reason}`);
  }
}
