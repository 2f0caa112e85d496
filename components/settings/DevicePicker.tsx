import type { ReadonlySignal } from "@preact/signals";
import type { Device } from "../../lib/media/ports/call_types.ts";
import { useSettingsWords } from "../messages/settings_words.ts";

interface DevicePickerProps {
  id: string;
  label: string;
  devices: ReadonlySignal<readonly Device[]>;
  /** `null`: the system's default. */
  selected: ReadonlySignal<string | null>;
  onSelect(deviceId: string | null): Promise<void>;
}

/** A native list of the devices of one kind. A device without an id (before the permission) cannot be chosen. */
export function DevicePicker({ id, label, devices, selected, onSelect }: DevicePickerProps) {
  const words = useSettingsWords();
  const choices = devices.value.filter((device) => device.deviceId !== "");
  return (
    <div class="setting">
      <label for={id}>{label}</label>
      <select
        id={id}
        class="field"
        value={selected.value ?? ""}
        onChange={(event) => void onSelect(event.currentTarget.value || null)}
      >
        <option value="">{words.systemDefault}</option>
        {choices.map((device, index) => (
          <option key={device.deviceId} value={device.deviceId}>
            {device.label || words.unnamed(index + 1)}
          </option>
        ))}
      </select>
    </div>
  );
}
