/**
 * Traces of a real Deno KV, step by step. fake_truth_test.ts plays each trace to the fake one, to Deno's own
 * in memory and to denokv 0.12.0: all have to do the same again.
 */

/** A row that is written or read: its key, as parts joined by `/` (a part of digits is a number). */
export type RowName = string;

export type KvDeed =
  | {
    readonly do: "commit";
    /** Each row with the commit that it was last written by; `null`: it is not there. */
    readonly checks?: Readonly<Record<RowName, string | null>>;
    readonly sets?: Readonly<Record<RowName, unknown>>;
    readonly deletes?: readonly RowName[];
    /** Names what this commit wrote, for checks and reads that come later. */
    readonly as?: string;
    /** Is not waited for: `await` does. */
    readonly isLeftAlone?: boolean;
  }
  | { readonly do: "get"; readonly rows: readonly RowName[] }
  | { readonly do: "list"; readonly prefix: RowName }
  /** So many checks of rows that are not there, in one commit. */
  | { readonly do: "check-many"; readonly count: number }
  | { readonly do: "get-many"; readonly count: number }
  /** The next commit is made, and its reply is lost on the way. */
  | { readonly do: "lose-next-reply" }
  | { readonly do: "freeze" }
  | { readonly do: "thaw" }
  | { readonly do: "await" };

/** An answer: of a commit, of reads as value and the name of the commit that wrote it, of a list its rows in order. */
export type KvSight =
  | boolean
  | "pending"
  | "refused"
  | null
  | readonly (readonly [unknown, string | null])[]
  | readonly RowName[];

export interface KvTrace {
  readonly name: string;
  /** Needs a server and a network between. */
  readonly isRemote?: boolean;
  readonly steps: readonly (readonly [KvDeed, KvSight])[];
}

export const kvTraces: readonly KvTrace[] = [
  {
    name: "a commit is all or nothing, by its checks",
    steps: [
      [{ do: "commit", checks: { a: null }, sets: { a: 1, b: 2 }, as: "first" }, true],
      [{ do: "get", rows: ["a", "b", "c"] }, [[1, "first"], [2, "first"], [null, null]]],
      [{ do: "commit", checks: { a: null }, sets: { a: 3 }, as: "none" }, false],
      [{ do: "commit", checks: { a: "first" }, sets: { a: 3 }, as: "second" }, true],
      [{ do: "commit", checks: { b: "first", a: "first" }, sets: { b: 9, c: 9 } }, false],
      [{ do: "get", rows: ["a", "b", "c"] }, [[3, "second"], [2, "first"], [null, null]]],
      [{ do: "commit", deletes: ["a"] }, true],
      [{ do: "commit", checks: { a: "second" }, sets: { a: 4 } }, false],
      [{ do: "commit", checks: { a: null }, sets: { a: 4 }, as: "third" }, true],
      [{ do: "get", rows: ["a"] }, [[4, "third"]]],
    ],
  },
  {
    name: "a check of a row that the commit does not write holds all the same",
    steps: [
      [{ do: "commit", sets: { session: "good", seat: 1 }, as: "first" }, true],
      [{ do: "commit", deletes: ["session"] }, true],
      [{ do: "commit", checks: { session: "first", seat: "first" }, sets: { seat: 2 } }, false],
      [{ do: "get", rows: ["seat"] }, [[1, "first"]]],
    ],
  },
  {
    name: "a list is of what is below its prefix, in the order of keys",
    steps: [
      [{
        do: "commit",
        sets: {
          "log/tea/200/b": 1,
          "log/tea/30/a": 2,
          "log/tea": 3,
          "log/team/1/a": 4,
          "log/tea/30/B": 5,
        },
      }, true],
      [{ do: "list", prefix: "log/tea" }, ["log/tea/30/B", "log/tea/30/a", "log/tea/200/b"]],
      [{ do: "list", prefix: "lo" }, []],
    ],
  },
  {
    name: "reads and checks have their limits",
    steps: [
      [{ do: "get-many", count: 10 }, true],
      [{ do: "get-many", count: 11 }, "refused"],
      [{ do: "check-many", count: 10 }, true],
    ],
  },
  {
    name: "a server takes ten checks and no more",
    isRemote: true,
    steps: [
      [{ do: "check-many", count: 10 }, true],
      [{ do: "check-many", count: 11 }, "refused"],
    ],
  },
  {
    name: "a reply that is lost after the commit: sent again, and answered as if it had failed",
    isRemote: true,
    steps: [
      [{ do: "commit", sets: { a: 1 }, as: "first" }, true],
      [{ do: "lose-next-reply" }, null],
      [{ do: "commit", checks: { a: "first" }, sets: { a: 2 } }, false],
      [{ do: "get", rows: ["a"] }, [[2, "unknown"]]],
    ],
  },
  {
    name: "while the server is away a commit hangs, and it lands when it is back",
    isRemote: true,
    steps: [
      [{ do: "commit", sets: { a: 1 }, as: "first" }, true],
      [{ do: "freeze" }, null],
      [{ do: "commit", checks: { a: "first" }, sets: { a: 2 }, isLeftAlone: true }, "pending"],
      [{ do: "thaw" }, null],
      [{ do: "await" }, true],
      [{ do: "get", rows: ["a"] }, [[2, "unknown"]]],
    ],
  },
];
