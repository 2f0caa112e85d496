/**
 * Lets several components start one thing: `begin` runs for the first, and what it answers for the last that stops. Each
 * answered function counts once.
 */
export function sharedStart(begin: () => () => void): () => () => void {
  let users = 0;
  let stop = () => {};
  return () => {
    if (users++ === 0) stop = begin();
    let isOver = false;
    return () => {
      if (!isOver && --users === 0) stop();
      isOver = true;
    };
  };
}
