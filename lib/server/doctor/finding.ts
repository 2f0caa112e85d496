/** The result of one check, and how it is told. */

/** `unknown`: it could not be told from here. */
export type Verdict = "good" | "bad" | "unknown";

/** One line of the doctor. */
export interface Finding {
  /** The thing that was checked, in one word or two. */
  readonly check: string;
  readonly verdict: Verdict;
  /** The result: one sentence without secrets. */
  readonly says: string;
  /** The line to change, and where; `null` for a good one. */
  readonly fix: string | null;
}

/** A check that passed. */
export function good(check: string, says: string): Finding {
  return { check, verdict: "good", says, fix: null };
}

/** A check that failed; `fix` is the line to change. */
export function bad(check: string, says: string, fix: string): Finding {
  return { check, verdict: "bad", says, fix };
}

/** A check that could not be told; `fix` says what would make it tell. */
export function unknown(check: string, says: string, fix: string | null = null): Finding {
  return { check, verdict: "unknown", says, fix };
}

/** 0: all good. 1: something is bad. 2: nothing is, and something could not be told. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 | 2 {
  if (findings.some(({ verdict }) => verdict === "bad")) return 1;
  return findings.some(({ verdict }) => verdict === "unknown") ? 2 : 0;
}

const words: Readonly<Record<Verdict, string>> = {
  good: "good",
  bad: "BAD",
  unknown: "could not tell",
};

/** A finding as lines of text. */
export function textOf({ check, verdict, says, fix }: Finding): string {
  const line = `${words[verdict].padEnd(15)} ${check.padEnd(16)} ${says}`;
  return fix === null ? line : `${line}\n${" ".repeat(33)}→ ${fix}`;
}
