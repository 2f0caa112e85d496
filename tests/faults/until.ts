/** Waiting for another process's effect: by polling, since no event tells of it. */

const lookEveryMs = 20;

/** Answers the first result of `look` that is neither `false`, `null` nor `undefined`; an error of `look` ends the wait. */
export async function until<Value>(
  what: string,
  limitMs: number,
  look: () => Promise<Value> | Value,
): Promise<Exclude<Value, false | null | undefined>> {
  const began = performance.now();
  for (;;) {
    const seen = await look();
    if (isThere(seen)) return seen;
    if (performance.now() - began > limitMs) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** How long `work` takes, in milliseconds, and what it answers. */
export async function timed<Value>(work: () => Promise<Value>): Promise<[number, Value]> {
  const began = performance.now();
  const value = await work();
  return [performance.now() - began, value];
}

function isThere<Value>(seen: Value): seen is Exclude<Value, false | null | undefined> {
  return seen !== false && seen !== null && seen !== undefined;
}
