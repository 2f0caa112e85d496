import { useContext, useEffect } from "preact/hooks";
import type { CaptureKind } from "../../lib/media/ports/call_types.ts";
import { LocaleContext } from "../messages/words.ts";
import { useLazy } from "../shell/useLazy.ts";

interface AllowStepsProps {
  type: "denied" | "blocked-by-system";
  kind: CaptureKind | "screen";
}

/** How to allow a device again, in this browser and on this system. The words are loaded on use. */
export function AllowSteps({ type, kind }: AllowStepsProps) {
  const locale = useContext(LocaleContext);
  const code = useLazy(() => import("./allow_steps.ts"));
  useEffect(() => code.load(), []);
  const remedy = code.module.value;
  if (!remedy) return null;
  const agent = remedy.agentOf(navigator);
  const steps = remedy.allowStepsOf(type, kind, agent, remedy.allowWordsOf(locale));
  return (
    <ol class="steps">
      {steps.map((step) => <li key={step}>{step}</li>)}
    </ol>
  );
}
