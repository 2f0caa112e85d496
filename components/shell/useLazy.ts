import { lateCode } from "../../lib/contract/late_code.ts";

import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";

/** Code that comes when it is wanted, or when there is nothing better to do. */
export interface Lazy<Module> {
  /** `null` until it is here. */
  readonly module: ReadonlySignal<Module | null>;
  /** True when it could not be fetched; `load` tries again. */
  readonly hasFailed: ReadonlySignal<boolean>;
  load(): void;
}

/** Holds what `importModule`, which begins with a dynamic `import()`, answers. `importModule` must not change. */
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
