/** Nothing waits for ever: work against a time limit. */

/**
 * What `work` answers, or a rejection with what `late` makes once `milliseconds` are over. The work
 * itself goes on; what it does then must be harmless.
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

/** Waits for `work` to end, well or not, or for `milliseconds`. True when it ended in time. */
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
