/** Sequences that broke a law once, as the model shortened them. */
import type { Step } from "./steps.ts";

export interface Regression {
  readonly what: string;
  readonly steps: readonly Step[];
}

export const regressions: readonly Regression[] = [
  {
    what: "two tabs of one guest both stayed when their joined events were lost",
    steps: [
      { do: "trouble-webhooks", trouble: "dropping", forMs: 500, thenMs: 0, salt: 0 },
      { do: "join", browser: 1, slug: 0, afterMs: 1, thenMs: 7, salt: 0 },
      { do: "join", browser: 1, slug: 0, afterMs: 0, thenMs: 0, salt: 0 },
      { do: "connect", page: 0, thenMs: 3001, salt: 2276336 },
    ],
  },
];
