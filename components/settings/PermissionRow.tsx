import type { CaptureKind, MediaDevicesModel } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { useSettingsWords } from "../messages/settings_words.ts";
import { AllowSteps } from "../space/AllowSteps.tsx";

interface PermissionRowProps {
  kind: CaptureKind;
  devices: MediaDevicesModel;
}

/** Shown while a kind of device is not allowed or could not be opened: the reason, and the way out. */
export function PermissionRow({ kind, devices }: PermissionRowProps) {
  const words = useCallWords();
  const { permission: permissionWords, noNames, allow } = useSettingsWords();
  const permission = devices.permission[kind].value;
  const isBlocked = permission === "denied" || permission === "blocked-by-system";
  // What blocks it is said by the mark and the steps.
  const error = isBlocked ? null : devices.error[kind].value;
  if (permission === "granted" && !error) return null;
  return (
    <div class="permission">
      {permission !== "granted" && (
        <p>
          <span class="mark mark-attention">{permissionWords[permission]}</span>{" "}
          <span>{noNames}</span>
        </p>
      )}
      {error && <p role="alert">{words.mediaError[error.type][kind]}</p>}
      {isBlocked && <AllowSteps type={permission} kind={kind} />}
      {!isBlocked && (
        <button
          type="button"
          class="button button-small"
          onClick={() => void devices.requestPermission(kind)}
        >
          {error ? words.askAgain : allow}
        </button>
      )}
    </div>
  );
}
