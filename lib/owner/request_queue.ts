import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { failureCode } from "../api/app_failure.ts";

/** A failure, and the control that shows it. */
export interface RequestTrouble {
  readonly at: string;
  /** An `AppFailure`'s code. */
  readonly code: string;
}

/**
 * The requests of one part of the page, one after another, so that each answer is newer than what is shown.
 */
export class RequestQueue {
  readonly #waiting = signal<readonly string[]>([]);
  /** The controls that wait for an answer. */
  readonly pending: ReadonlySignal<ReadonlySet<string>> = computed(() =>
    new Set(this.#waiting.value)
  );
  readonly #trouble = signal<RequestTrouble | null>(null);
  readonly #lost: () => void;
  #last: Promise<unknown> = Promise.resolve();
  #again: () => Promise<boolean> = () => Promise.resolve(true);

  /** @param lost Called when the session, or the right to manage this space, is gone. */
  constructor(lost: () => void) {
    this.#lost = lost;
  }

  /** Why the last request failed, until the next begins. */
  get trouble(): ReadonlySignal<RequestTrouble | null> {
    return this.#trouble;
  }

  /** Runs `work` in its turn for the control `at`. Resolves to whether it succeeded; never rejects. */
  run(at: string, work: () => Promise<void>): Promise<boolean> {
    batch(() => {
      this.#trouble.value = null;
      this.#waiting.value = [...this.#waiting.peek(), at];
    });
    const done = this.#last.then(work).then(() => true, (error) => {
      const code = failureCode(error);
      if (code === "session-invalid" || code === "unauthenticated") this.#lost();
      this.#again = () => this.run(at, work);
      this.#trouble.value = { at, code };
      return false;
    }).finally(() => {
      const waiting = this.#waiting.peek();
      this.#waiting.value = waiting.toSpliced(waiting.indexOf(at), 1);
    });
    this.#last = done;
    return done;
  }

  /** As `run`, but does nothing while that control is already waiting. */
  async runOnce(at: string, work: () => Promise<void>): Promise<void> {
    await (this.pending.peek().has(at) ? this.#last : this.run(at, work));
  }

  /** Runs the last failed request again. */
  again(): Promise<boolean> {
    return this.#again();
  }

  /** Runs a read in its turn. Where it fails, what is shown stays until the next look. */
  look(work: () => Promise<void>): Promise<void> {
    const looked = this.#last.then(work).catch((error) => {
      if (isLost(failureCode(error))) this.#lost();
    });
    this.#last = looked;
    return looked;
  }
}

/** A read fails with these only where the visitor may no longer manage the space. */
function isLost(code: string): boolean {
  return ["session-invalid", "unauthenticated", "not-allowed", "not-found"].includes(code);
}
