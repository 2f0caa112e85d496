import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { servedText } from "./served_text.ts";

/**
 * What a person typed or chose in a control whose value somebody else keeps: the server, or another tab. It is shown
 * instead of the kept value until it has been answered, and an answer to an earlier edit leaves a later one alone.
 */
export class Edit<Value> {
  /** A box of its own for each edit: the same value edited twice is two edits. */
  readonly #latest = signal<{ readonly value: Value } | null>(null);

  /** True while something is shown that is not kept yet. */
  get isOpen(): boolean {
    return this.#latest.value !== null;
  }

  /** The value to show, where `kept` is the kept one. */
  over(kept: Value): Value {
    const latest = this.#latest.value;
    return latest === null ? kept : latest.value;
  }

  /** Typed or chosen, and not asked for yet. */
  set(value: Value): void {
    this.#latest.value = { value };
  }

  /** The kept value is shown again. */
  drop(): void {
    this.#latest.value = null;
  }

  /** What is typed is being saved. Text that was refused (`false`) stays, to be mended. Answers whether it is kept now. */
  async save(saving: Promise<boolean>): Promise<boolean> {
    const saved = this.#latest.peek();
    const isDone = await saving;
    if (isDone && this.#latest.peek() === saved) this.drop();
    return isDone;
  }

  /** `value` is chosen and asked for at once. A choice that was refused goes back to the kept value. */
  async choose(value: Value, asking: Promise<unknown>): Promise<void> {
    this.set(value);
    const chosen = this.#latest.peek();
    await asking;
    if (this.#latest.peek() === chosen) this.drop();
  }
}

/** The edit of one control, for as long as it is shown. */
export function useEdit<Value>(): Edit<Value> {
  return useMemo(() => new Edit<Value>(), []);
}

/** The same for the field `id`, which begins as it was left on the served page, where that is something else than `kept`. */
export function useTextEdit(id: string, kept: string): Edit<string> {
  return useMemo(() => {
    const edit = new Edit<string>();
    const served = servedText(id, kept);
    if (served !== kept) edit.set(served);
    return edit;
  }, []);
}
