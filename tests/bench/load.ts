/** Load in a closed loop: so many askers, each with its next request as soon as it is answered. */

export interface Load {
  readonly askers: number;
  /** Of each asker. */
  readonly requests: number;
  /** The `index`-th request of asker `asker`, once its last one is answered. */
  readonly ask: (asker: number, index: number) => Promise<Response>;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** @throws Error at the first answer that is not 2xx: a fast refusal is no speed. */
export async function run({ askers, requests, ask }: Load): Promise<LoadResult> {
  const took: number[] = [];
  const began = performance.now();
  await Promise.all(Array.from({ length: askers }, async (_, asker) => {
    for (let index = 0; index < requests; index++) {
      const asked = performance.now();
      const answer = await ask(asker, index);
      const text = await answer.text();
      if (!answer.ok) throw new Error(`Answered with ${answer.status}: ${text}`);
      took.push(performance.now() - asked);
    }
  }));
  const seconds = (performance.now() - began) / 1000;
  return { perSecond: took.length / seconds, p50: quantile(took, 0.5), p99: quantile(took, 0.99) };
}

/** The `share`-quantile of `values`, by the nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const at = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[at] ?? NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Ours and theirs in turn, so that both meet the same weather; the first round of each is not counted. */
export async function inTurns<Result>(
  rounds: number,
  ours: () => Promise<Result>,
  theirs: () => Promise<Result>,
): Promise<{ ours: Result[]; theirs: Result[] }> {
  const results = { ours: [] as Result[], theirs: [] as Result[] };
  for (let round = 0; round <= rounds; round++) {
    const [our, their] = [await ours(), await theirs()];
    if (round === 0) continue;
    results.ours.push(our);
    results.theirs.push(their);
  }
  return results;
}
