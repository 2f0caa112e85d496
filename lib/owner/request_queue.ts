import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { failureCode } from "../api/app_failure.ts";

/** What failed, and at which control it is to be said. */
export interface ErrandTrouble {
  readonly at: string;
  /** An `AppFailure`'s code. */
  readonly code: string;
}

/**
 * What one part of the page asks of the server: one after another, so that each answer is newer than what is shown.
 */
export class RequestQueue {
  readonly #waiting = signal<readonly string[]>([]);
  /** The controls that wait for an answer. */
  readonly pending: ReadonlySignal<ReadonlySet<string>> = computed(() =>
    new Set(this.#waiting.value)
  );
  readonly #trouble = signal<ErrandTrouble | null>(null);
  readonly #lost: () => void;
  #last: Promise<unknown> = Promise.resolve();
  #again: () => Promise<boolean> = () => Promise.resolve(true);

  /** @param lost Told when the session, or the right to look after this space, is gone. */
  constructor(lost: () => void) {
    this.#lost = lost;
  }

  /** Why the last errand failed, until the next begins. */
  get trouble(): ReadonlySignal<ErrandTrouble | null> {
    return this.#trouble;
  }

  /** Does `work` in its turn, for the control `at`, and answers whether it is done; never rejects. */
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

  /** As `run`, but for what must not be done twice: nothing where that control waits already. */
  async runOnce(at: string, work: () => Promise<void>): Promise<void> {
    await (this.pending.peek().has(at) ? this.#last : this.run(at, work));
  }

  /** Does once more what failed last. */
  again(): Promise<boolean> {
    return this.#again();
  }

  /** Looks what is so now, in its turn. What cannot be had stays as it was; the next look may find it. */
  look(work: () => Promise<void>): Promise<void> {
    const looked = this.#last.then(work).catch((error) => {
      if (isLost(failureCode(error))) this.#lost();
    });
    this.#last = looked;
    return looked;
  }
}

/** A look needs nothing but to be somebody who looks after the space. */
function isLost(code: string): boolean {
  return ["session-invalid", "unauthenticated", "not-allowed", "not-found"].includes(code);
}
