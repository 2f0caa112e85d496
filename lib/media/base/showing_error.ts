import type { Signal } from "@preact/signals";
import type { CallError } from "../ports/call_types.ts";
import { toCallError } from "./call_error.ts";

/** Does `work`, and shows its failure in `error`, which it clears first. Returns whether it was done. */
export async function showingError(
  error: Signal<CallError | null>,
  work: () => Promise<unknown>,
): Promise<boolean> {
  error.value = null;
  try {
    await work();
    return true;
  } catch (failure) {
    error.value = toCallError(failure);
    return false;
  }
}
