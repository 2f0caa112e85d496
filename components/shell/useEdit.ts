import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { servedText } from "./served_text.ts";

/**
 * A person's edit of a value that the server or another tab keeps. The edit is shown instead of the kept value until it
 * is answered; the answer to an earlier edit does not end a later one.
 */
export class Edit<Value> {
  /** A new object for each edit: the same value entered twice is two edits. */
  readonly #latest = signal<{ readonly value: Value } | null>(null);

  /** True while the shown value is not kept yet. */
  get isOpen(): boolean {
    return this.#latest.value !== null;
  }

  /** The value to show: the edit, else `kept`. */
  over(kept: Value): Value {
    const latest = this.#latest.value;
    return latest === null ? kept : latest.value;
  }

  /** Starts an edit that is not sent yet. */
  set(value: Value): void {
    this.#latest.value = { value };
  }

  /** Ends the edit: the kept value is shown again. */
  drop(): void {
    this.#latest.value = null;
  }

  /** Waits for the edit to be saved. Refused text (`false`) stays, to be corrected. Returns whether the text was kept. */
  async save(saving: Promise<boolean>): Promise<boolean> {
    const saved = this.#latest.peek();
    const isDone = await saving;
    if (isDone && this.#latest.peek() === saved) this.drop();
    return isDone;
  }

  /** Shows `value` while it is being sent. A refused choice returns to the kept value. */
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

/** The edit of the text field `id`. It begins with the field's text on the served page, where that differs from `kept`. */
export function useTextEdit(id: string, kept: string): Edit<string> {
  return useMemo(() => {
    const edit = new Edit<string>();
    const served = servedText(id, kept);
    if (served !== kept) edit.set(served);
    return edit;
  }, []);
}
