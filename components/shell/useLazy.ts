import { lateCode } from "../../lib/contract/late_code.ts";

import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";

/** A module that is loaded on demand, or ahead of time when the page is idle. */
export interface Lazy<Module> {
  /** `null` until it is loaded. */
  readonly module: ReadonlySignal<Module | null>;
  /** True after a failed load; `load` tries again. */
  readonly hasFailed: ReadonlySignal<boolean>;
  load(): void;
}

/** Loads by `importModule`, which begins with a dynamic `import()` and must not change. */
export function useLazy<Module>(importModule: () => Promise<Module>): Lazy<Module> {
  const module = useSignal<Module | null>(null);
  const hasFailed = useSignal(false);
  return useMemo(() => {
    let isLoading = false;
    const load = () => {
      if (isLoading || module.peek()) return;
      isLoading = true;
      hasFailed.value = false;
      lateCode(importModule).then((loaded) => {
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
