/** The results of a run of `deno test`, read from its JUnit file. */

/** Counts of tests and of their steps, and lines on those that failed. */
export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
  /** The name and the error of each. */
  failures: string[];
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
    failures: [...junit.matchAll(failure)].map(([, name, error]) => unescape(`${name}\n${error}`)),
  };
}

/** The results of several runs. */
export function sum(summaries: readonly Summary[]): Summary {
  const total = (count: (one: Summary) => number) =>
    summaries.reduce((sum, one) => sum + count(one), 0);
  return {
    passed: total((one) => one.passed),
    failed: total((one) => one.failed),
    skipped: total((one) => one.skipped),
    failures: summaries.flatMap((one) => one.failures),
  };
}

const failure = /<testcase name="([^"]*)"[^>]*>\s*<(?:failure|error)[^>]*>([^<]*)</g;

const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescape(xml: string): string {
  return xml.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => entities[name]);
}

/** The plain closing line, which tools read. */
export function closingLine({ passed, failed, skipped }: Summary): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
