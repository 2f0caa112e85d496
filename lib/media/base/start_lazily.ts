/**
 * Begins with what `begin` loads and answers how to end it. Code that cannot be loaded is gone
 * without: for what a page can do without.
 */
export function startLazily(begin: () => Promise<() => () => void>): () => void {
  let isOver = false;
  let stop = () => {};
  begin().then((start) => isOver || (stop = start()), () => {});
  return () => {
    isOver = true;
    stop();
  };
}
