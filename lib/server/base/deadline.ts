/** Time limits for asynchronous work. */

/**
 * The result of `work`, or a rejection with `late()` after `milliseconds`. The work itself is not stopped: its later
 * effects must be harmless.
 */
export function withinDeadline<Value>(
  milliseconds: number,
  work: Promise<Value>,
  late: () => Error,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Waits until `work` settles, at most `milliseconds`. True when it settled in time. Never rejects. */
export function settledWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), milliseconds);
    const done = () => {
      clearTimeout(timer);
      resolve(true);
    };
    work.then(done, done);
  });
}
