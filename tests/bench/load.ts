/** Load in a closed loop: a number of clients, each sending its next request as soon as the last is answered. */
import { Connection } from "./connection.ts";

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Each asker sends its own of `requests` to the server of `url`, one after another, over a connection of its own.
 *
 * @throws Error at the first answer that is not 2xx: a fast refusal is no speed.
 */
export async function run(url: string, requests: readonly Uint8Array[][]): Promise<LoadResult> {
  using stack = new DisposableStack();
  const askers = await Promise.all(requests.map(async (own) => {
    return { own, connection: stack.use(await Connection.open(url)) };
  }));
  const took: number[] = [];
  const began = performance.now();
  await Promise.all(askers.map(async ({ own, connection }) => {
    for (const request of own) {
      const asked = performance.now();
      const { status, body } = await connection.send(request);
      if (status < 200 || status > 299) throw new Error(`Answered with ${status}: ${body}`);
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
