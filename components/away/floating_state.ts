import { type ReadonlySignal, signal } from "@preact/signals";
import { useMediaModels } from "../../lib/media/hooks/LiveKitMediaContext.ts";
import { onePerCall } from "../../lib/media/hooks/one_per_call.ts";

/** Whether the call floats in a small window of its own; the code that does it comes after joining. */
export class FloatingState {
  readonly #toggle = signal<(() => void) | null>(null);

  /** Opens the window, in a click, or closes it; `null` where it cannot be opened. */
  get toggle(): ReadonlySignal<(() => void) | null> {
    return this.#toggle;
  }

  /** Gives the way to open it, until the answered function is called. */
  offer(toggle: () => void): () => void {
    this.#toggle.value = toggle;
    return () => this.#toggle.value = null;
  }
}

const stateOf = onePerCall(() => new FloatingState());

/** The same for the menu and for what opens the window. */
export function useFloatingState(): FloatingState {
  return stateOf(useMediaModels("useFloatingState"));
}
