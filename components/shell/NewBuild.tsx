import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { lateCodeMissing } from "../../lib/contract/late_code.ts";
import { useWords } from "../messages/words.ts";
import { Notice } from "./Notice.tsx";

/**
 * Offers a reload to a page that was opened before a deployment, once code that it loads late is gone. All that has loaded
 * goes on working meanwhile.
 */
export function NewBuild({ isOfOldBuild }: { isOfOldBuild(): Promise<boolean> }) {
  const words = useWords().newBuild;
  const isShown = useSignal(false);
  useEffect(() => {
    const look = async () => {
      if (await isOfOldBuild()) isShown.value = true;
    };
    addEventListener(lateCodeMissing, look);
    return () => removeEventListener(lateCodeMissing, look);
  }, []);
  return (
    <div class="new-build" role="status">
      {isShown.value && (
        <Notice role="group" tone="attention" text={words.text} more={words.more}>
          <span class="new-build-answers">
            <button type="button" class="button" onClick={() => location.reload()}>
              {words.reload}
            </button>
            <button
              type="button"
              class="button button-quiet"
              onClick={() => isShown.value = false}
            >
              {words.later}
            </button>
          </span>
        </Notice>
      )}
    </div>
  );
}
