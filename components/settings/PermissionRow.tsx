import type { CaptureKind, MediaDevicesModel } from "../../lib/media/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import { AllowSteps } from "../space/AllowSteps.tsx";

interface PermissionRowProps {
  kind: CaptureKind;
  devices: MediaDevicesModel;
}

/** Shown while a kind of device is not allowed: how it stands, and the one thing to do. */
export function PermissionRow({ kind, devices }: PermissionRowProps) {
  const words = useCallWords().settings;
  const permission = devices.permission[kind].value;
  if (permission === "granted") return null;
  return (
    <div class="permission">
      <p>
        <span class="mark mark-attention">{words.permission[permission]}</span>{" "}
        <span>{words.noNames}</span>
      </p>
      {(permission === "denied" || permission === "blocked-by-system") && (
        <AllowSteps type={permission} kind={kind} />
      )}
      {permission === "prompt" && (
        <button
          type="button"
          class="button button-small"
          onClick={() => void devices.requestPermission(kind)}
        >
          {words.allow}
        </button>
      )}
    </div>
  );
}
