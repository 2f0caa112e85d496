import type { CallWords } from "../messages/en_call.ts";

/** Display names by seat. */
export type Names = ReadonlyMap<string, string>;

/** More people than this are counted, not named. */
const mostNamed = 3;

/** Changes are gathered for this long, so that ten people who join at once make one sentence. */
export const gatherMs = 700;

/**
 * The quiet after a sentence, in milliseconds: joins and leaves during it make one sentence at its end. It doubles with
 * each sentence that follows at once, so that a crowd makes a few sentences.
 */
export const shortestQuietMs = 2_500;
export const longestQuietMs = 20_000;

/** The people who joined and left between two lists, in one short sentence each; empty for no change. */
export function arrivalNews(before: Names, after: Names, words: CallWords["call"]): string {
  const missing = (from: Names, among: Names) =>
    [...from].filter(([seatId]) => !among.has(seatId)).map(([, name]) => name);
  const came = missing(after, before);
  const went = missing(before, after);
  return [
    ...came.length > mostNamed ? [words.manyJoined(came.length)] : came.map(words.joined),
    ...went.length > mostNamed ? [words.manyLeft(went.length)] : went.map(words.left),
  ].join(". ");
}

/** The dependencies of `ArrivalNews`. */
export interface ArrivalNewsParts {
  readonly words: CallWords["call"];
  /** The current names. */
  now(): Names;
  say(sentence: string): void;
  /** Calls `run` once after `ms`; the answered function cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** Announces joins and leaves, seldom enough for a person who listens to the call at the same time. */
export class ArrivalNews {
  readonly #parts: ArrivalNewsParts;
  #told: Names;
  #cancel: (() => void) | null = null;
  #quietMs = shortestQuietMs;

  /** The people who are inside at this moment are not announced. */
  constructor(parts: ArrivalNewsParts) {
    this.#parts = parts;
    this.#told = parts.now();
  }

  /** Announces, after `gatherMs`, how the list of people has changed. */
  look(): void {
    this.#cancel ??= this.#parts.after(gatherMs, () => this.#tell());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #tell(): void {
    this.#cancel = null;
    const now = this.#parts.now();
    const news = arrivalNews(this.#told, now, this.#parts.words);
    this.#told = now;
    if (news === "") {
      this.#quietMs = shortestQuietMs;
      return;
    }
    this.#parts.say(news);
    this.#cancel = this.#parts.after(this.#quietMs, () => this.#tell());
    this.#quietMs = Math.min(2 * this.#quietMs, longestQuietMs);
  }
}
