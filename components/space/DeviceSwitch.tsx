import type { MediaSwitch } from "../../lib/media/ports/call_types.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Icon, type IconPath } from "../shell/Icon.tsx";

interface DeviceSwitchProps {
  /** One label whatever the state, which `aria-pressed` tells. */
  label: string;
  stateWords: { on: string; off: string };
  icons: { on: IconPath; off: IconPath };
  device: MediaSwitch;
}

/** A switch before joining, with its live state. */
export function DeviceSwitch({ label, stateWords, icons, device }: DeviceSwitchProps) {
  const isOn = device.isEnabled.value;
  return (
    <button
      type="button"
      class="switch"
      aria-pressed={ariaState(isOn)}
      aria-busy={device.isPending.value}
      onClick={() => void device.toggle()}
    >
      <Icon of={isOn ? icons.on : icons.off} size={22} />
      <span class="switch-words">
        <span>{label}</span>
        <span class="switch-state" aria-hidden="true">{isOn ? stateWords.on : stateWords.off}</span>
      </span>
    </button>
  );
}
