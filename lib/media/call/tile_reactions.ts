import { type ReadonlySignal, signal } from "@preact/signals";
import { type Reaction, reactionsPerSecond } from "../../contract/reactions.ts";
import type { ShownReaction } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";

/** How long a reaction is shown. */
export const reactionShownMs = 4000;

let reactionsSeen = 0;

/** The reactions of one seat that are shown now: at most two more a second, whatever its participant sends. */
export class TileReactions {
  readonly #page: Pick<PagePort, "after">;
  readonly #shown = signal<readonly ShownReaction[]>([]);
  #withinSecond = 0;

  constructor(page: Pick<PagePort, "after">) {
    this.#page = page;
  }

  get shown(): ReadonlySignal<readonly ShownReaction[]> {
    return this.#shown;
  }

  /** Shows one for a while. False: too many within a second. */
  add(reaction: Reaction): boolean {
    if (this.#withinSecond >= reactionsPerSecond) return false;
    this.#withinSecond++;
    this.#page.after(1000, () => this.#withinSecond--);
    const shown = { id: ++reactionsSeen, reaction };
    this.#shown.value = [...this.#shown.peek(), shown];
    this.#page.after(reactionShownMs, () => {
      this.#shown.value = this.#shown.peek().filter((other) => other !== shown);
    });
    return true;
  }
}
