/** In the head of every page; its address names the build that the page is of. */
const marker = 'script[src^="/early.js"]';

/** Whether the server has another build by now than the one that this page is of; `false` where nobody can tell. */
export async function isOfOldBuild(
  fetch: typeof globalThis.fetch = (...args) => globalThis.fetch(...args),
): Promise<boolean> {
  const own = document.querySelector(marker)?.getAttribute("src");
  if (!own) return false;
  try {
    const answer = await fetch("/", { cache: "no-store" });
    return answer.ok && !(await answer.text()).includes(`"${own}"`);
  } catch {
    return false;
  }
}
