import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useContext, useMemo } from "preact/hooks";
import { lateCode } from "../../lib/contract/late_code.ts";
import type { LateWords } from "../messages/late_words.ts";
import { LocaleContext } from "../messages/words.ts";

/** A module that is loaded on demand, or ahead of time when the page is idle. */
export interface Lazy<Module> {
  /** `null` until it is loaded. */
  readonly module: ReadonlySignal<Module | null>;
  /** True after a failed load; `load` tries again. */
  readonly hasFailed: ReadonlySignal<boolean>;
  load(): void;
}

/**
 * Loads by `importModule`, which begins with a dynamic `import()` and must not change; and at the same time the `words` that it
 * shows, in the page's language.
 */
export function useLazy<Module>(
  importModule: () => Promise<Module>,
  ...words: LateWords<unknown>[]
): Lazy<Module> {
  const locale = useContext(LocaleContext);
  const module = useSignal<Module | null>(null);
  const hasFailed = useSignal(false);
  return useMemo(() => {
    let isLoading = false;
    const load = () => {
      if (isLoading || module.peek()) return;
      isLoading = true;
      hasFailed.value = false;
      const loading = words.map((each) => each.load(locale));
      Promise.all([lateCode(importModule), ...loading]).then(([loaded]) => {
        module.value = loaded;
      }, () => {
        hasFailed.value = true;
      }).finally(() => {
        isLoading = false;
      });
    };
    return { module, hasFailed, load };
  }, []);
}
