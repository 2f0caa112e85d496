import type fc from "fast-check";

/** One parser of outside input, and the property that holds for any input. */
export interface FuzzTarget {
  readonly name: string;
  /** How many of 100 cases are its own, roughly. */
  readonly share: number;
  /** Made anew for each run, with whatever it needs. */
  property(): Promise<fc.IRawProperty<unknown>> | fc.IRawProperty<unknown>;
}
