/** Sequences that broke a law once, as the model shortened them. */
import type { Step } from "./steps.ts";

export interface Regression {
  readonly what: string;
  readonly steps: readonly Step[];
}

export const regressions: readonly Regression[] = [];
