/** The script in every page's head whose address names the page's build. */
const marker = 'script[src^="/early.js"]';

/** Whether the server has another build than this page's; `false` where that is unknown. */
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
