import type { Reaction } from "../../lib/contract/reactions.ts";
import type { CallWords } from "../messages/en_call.ts";

/** A reaction, with the name of its sender. */
export interface ReactionOf {
  readonly id: number;
  readonly name: string;
  readonly reaction: Reaction;
}

/** Reactions of so long a time are one sentence. */
export const gatherMs = 3000;

/** At most so many senders are named; of more, their number. */
const namedMax = 2;

/** What is said of reactions that came together. */
export function reactionSentence(
  gathered: readonly ReactionOf[],
  words: CallWords["react"],
): string {
  const names = [...new Set(gathered.map(({ name }) => name))];
  if (names.length > namedMax) return words.many(names.length, kindsOf(gathered, words));
  return names.map((name) =>
    words.one(name, kindsOf(gathered.filter((one) => one.name === name), words))
  ).join(" ");
}

function kindsOf(gathered: readonly ReactionOf[], words: CallWords["react"]): string {
  return [...new Set(gathered.map(({ reaction }) => words.words[reaction]))].join(", ");
}

interface ReactionNewsParts {
  readonly words: CallWords["react"];
  say(sentence: string): void;
  after(ms: number, run: () => void): () => void;
}

/** Gathers reactions for a while, so that applause is one sentence. */
export class ReactionNews {
  readonly #parts: ReactionNewsParts;
  #gathered: ReactionOf[] = [];
  #lastId = 0;
  #cancel = () => {};

  constructor(parts: ReactionNewsParts) {
    this.#parts = parts;
  }

  /** Takes the reactions that are shown now, with those that it took before. */
  look(shown: readonly ReactionOf[]): void {
    const added = shown.filter(({ id }) => id > this.#lastId);
    if (added.length === 0) return;
    this.#lastId = Math.max(...added.map(({ id }) => id));
    if (this.#gathered.length === 0) {
      this.#cancel = this.#parts.after(gatherMs, () => {
        this.#parts.say(reactionSentence(this.#gathered, this.#parts.words));
        this.#gathered = [];
      });
    }
    this.#gathered.push(...added);
  }

  stop(): void {
    this.#cancel();
  }
}
