/**
 * Runs tasks one after another. All `getUserMedia` calls of a page go through one queue: on iOS a
 * second call that overlaps ends the first one's track (WebKit bug 179363).
 */
export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task);
    this.#tail = result.catch(() => {});
    return result;
  }
}
