import { type ReadonlySignal, signal } from "@preact/signals";
import { useMediaModels } from "../../lib/media/hooks/LiveKitMediaContext.ts";
import { onePerCall } from "../../lib/media/hooks/one_per_call.ts";

/** The way to open the call in a small window of its own. Its code is loaded after joining. */
export class FloatingState {
  readonly #toggle = signal<(() => void) | null>(null);

  /** Opens the window, in a click, or closes it; `null` where it cannot be opened. */
  get toggle(): ReadonlySignal<(() => void) | null> {
    return this.#toggle;
  }

  /** Offers `toggle`, until the returned function is called. */
  offer(toggle: () => void): () => void {
    this.#toggle.value = toggle;
    return () => this.#toggle.value = null;
  }
}

const stateOf = onePerCall(() => new FloatingState());

/** One a call, shared by the menu and the code that opens the window. */
export function useFloatingState(): FloatingState {
  return stateOf(useMediaModels("useFloatingState"));
}
