/** What a run of `deno test` came to, read from its JUnit file. */

/** Counts of tests and of their steps. */
export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Counts in Deno's JUnit file. A run that failed without a failed test in it (a module that does
 * not load, a type error: `exitCode` is not 0) counts as one failure.
 */
export function summarise(junit: string, exitCode: number): Summary {
  const count = (tag: RegExp) => junit.match(tag)?.length ?? 0;
  const all = count(/<testcase\s/g);
  const failed = count(/<failure[\s>]/g) + count(/<error[\s>]/g);
  const skipped = count(/<skipped[\s/>]/g);
  return {
    passed: all - failed - skipped,
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    skipped,
  };
}

/** The plain closing line, which tools read. */
export function closingLine({ passed, failed, skipped }: Summary): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
