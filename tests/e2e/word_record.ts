/** Records whether a word is ever on a page, or in an event sent to it, from some moment on. */
import type { Page } from "playwright-core";

interface WordRecord {
  /** Texts and labels that held the word when the record began. */
  first: string[];
  /** The same after each change. */
  later: string[][];
  /** Server-sent events, whole. */
  told: string[];
}

declare global {
  var wordRecord: WordRecord;
}

/** Notes texts and attributes that hold `word`, and the server's events at `path`. */
export async function recordWord(page: Page, word: string, path: string): Promise<void> {
  await page.evaluate(async ({ word, path }) => {
    const texts = () => {
      const found: string[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        const values = node instanceof Element
          ? [...node.attributes].map(({ value }) => value)
          : [node.nodeValue ?? ""];
        found.push(...values.filter((value) => value.includes(word)));
      }
      return found;
    };
    const record: WordRecord = globalThis.wordRecord = { first: texts(), later: [], told: [] };
    // It runs after each batch of changes and before the next painting: nothing visible is missed.
    new MutationObserver(() => void record.later.push(texts())).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
    const source = new EventSource(path);
    await new Promise<void>((resolve) => {
      source.onmessage = ({ data }) => {
        record.told.push(String(data));
        resolve();
      };
    });
  }, { word, path });
}

export async function wordRecord(page: Page): Promise<WordRecord> {
  return await page.evaluate(() => globalThis.wordRecord);
}
