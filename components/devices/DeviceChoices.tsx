import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { CaptureKind, Device } from "../../lib/media/ports/call_types.ts";
import { useAudioSettings } from "../../lib/media/hooks/useAudioSettings.ts";
import { useMediaDevices } from "../../lib/media/hooks/useMediaDevices.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { useSettingsWords } from "../messages/settings_words.ts";
import { PermissionRow } from "../settings/PermissionRow.tsx";
import { SoundChoices } from "../settings/SoundChoices.tsx";
import { Icon } from "../shell/Icon.tsx";
import { Settings } from "../shell/icons.tsx";
import { BackgroundChoices } from "./BackgroundChoices.tsx";

/** The devices of a switch to choose from; the speakers stand with the microphones. */
export function DeviceChoices({ kind, onSettings }: { kind: CaptureKind; onSettings(): void }) {
  const words = useCallWords();
  const settingsWords = useSettingsWords();
  const devices = useMediaDevices();
  const audio = useAudioSettings();
  const choices = useRef<HTMLDivElement>(null);
  useEffect(() => void devices.refresh(), []);
  // With the first drawing: a frame later it would take the focus from whatever a person has reached meanwhile.
  useLayoutEffect(() => {
    choices.current?.querySelector<HTMLElement>("input:checked")?.focus();
  }, []);
  return (
    <div ref={choices}>
      {kind === "microphone"
        ? (
          <DeviceList
            name="choose-input"
            label={settingsWords.inputDevice}
            devices={devices.inputs}
            selected={devices.selectedInput}
            onSelect={devices.selectInput}
          />
        )
        : (
          <DeviceList
            name="choose-camera"
            label={settingsWords.cameraDevice}
            devices={devices.cameras}
            selected={devices.selectedCamera}
            onSelect={devices.selectCamera}
          />
        )}
      <PermissionRow kind={kind} devices={devices} />
      {kind === "microphone" && devices.canSelectOutput && (
        <DeviceList
          name="choose-output"
          label={settingsWords.outputDevice}
          devices={devices.outputs}
          selected={devices.selectedOutput}
          onSelect={devices.selectOutput}
        />
      )}
      {kind === "camera" && <BackgroundChoices />}
      {kind === "microphone" && <SoundChoices name="choose-quiet" audio={audio} />}
      <hr class="panel-line" />
      <button type="button" class="panel-item" onClick={onSettings}>
        <Icon of={Settings} size={18} />
        <span>{words.choose.all}</span>
      </button>
    </div>
  );
}

interface DeviceListProps {
  name: string;
  label: string;
  devices: ReadonlySignal<readonly Device[]>;
  /** `null`: the system's default. */
  selected: ReadonlySignal<string | null>;
  onSelect(deviceId: string | null): Promise<void>;
}

function DeviceList({ name, label, devices, selected, onSelect }: DeviceListProps) {
  const words = useSettingsWords();
  const choices = [
    { deviceId: null, label: words.systemDefault },
    ...devices.value.map((device, index) => ({
      deviceId: device.deviceId,
      label: device.label || words.unnamed(index + 1),
    })),
  ];
  return (
    <fieldset class="device-list">
      <legend>{label}</legend>
      {choices.map(({ deviceId, label }) => (
        <label key={deviceId ?? ""} class="panel-item">
          <input
            type="radio"
            name={name}
            checked={selected.value === deviceId}
            onChange={() => void onSelect(deviceId)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
