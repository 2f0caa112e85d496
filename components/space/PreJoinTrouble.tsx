import type { LiveKitCall } from "../../lib/media/ports/call_types.ts";
import { CallTrouble } from "./CallTrouble.tsx";
import { LateKept } from "./LateKept.tsx";
import { KnockingNotice } from "./KnockingNotice.tsx";

interface DoorTroubleProps {
  call: LiveKitCall;
  slug: string;
  onRetry(): void;
}

/** The reason why a person is not inside (their knock waits for an answer, or joining failed), and what an earlier call left here. */
export function PreJoinTrouble({ call, slug, onRetry }: DoorTroubleProps) {
  return (
    <>
      <LateKept />
      <KnockingNotice call={call} />
      <CallTrouble
        error={call.error}
        slug={slug}
        onRetry={onRetry}
        onForgetKey={() => void call.forgetKey().catch(() => {})}
      />
    </>
  );
}
