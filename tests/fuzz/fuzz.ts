/** All parsers of outside input, and a run over them. */
import fc from "fast-check";
import { endpointTargets } from "./endpoint_targets.ts";
import type { FuzzTarget } from "./fuzz_target.ts";
import { identityTargets } from "./identity_targets.ts";
import { pageTargets } from "./page_targets.ts";
import { parserTargets } from "./parser_targets.ts";
import { restoreTarget } from "./restore_target.ts";
import { spaceTarget } from "./space_target.ts";

export const fuzzTargets: readonly FuzzTarget[] = [
  ...endpointTargets(),
  ...parserTargets,
  ...identityTargets,
  ...pageTargets,
  spaceTarget,
  restoreTarget,
];

/** How many cases each target has in a run of `cases`. */
export function casesOf({ share }: FuzzTarget, cases: number): number {
  const all = fuzzTargets.reduce((sum, target) => sum + target.share, 0);
  return Math.ceil(cases * share / all);
}

/** Runs one target. Throws with the smallest case that fails, its seed and path. */
export async function fuzz(target: FuzzTarget, cases: number, seed: number, path?: string) {
  const numRuns = casesOf(target, cases);
  await fc.assert(await target.property(), {
    seed,
    path,
    numRuns,
    endOnFailure: path !== undefined,
  });
  return numRuns;
}
