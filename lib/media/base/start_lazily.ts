/**
 * Starts what `begin` loads, and returns how to stop it. If the code cannot be loaded, nothing happens:
 * only for optional parts.
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
