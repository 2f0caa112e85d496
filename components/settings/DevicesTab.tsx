import { useEffect } from "preact/hooks";
import { useAudioSettings } from "../../lib/media/hooks/useAudioSettings.ts";
import { useMediaDevices } from "../../lib/media/hooks/useMediaDevices.ts";
import { useSettingsWords } from "../messages/settings_words.ts";
import { DevicePicker } from "./DevicePicker.tsx";
import { PermissionRow } from "./PermissionRow.tsx";
import { Slider } from "./Slider.tsx";
import { TestSound } from "./TestSound.tsx";

/** The tab of all devices. It asks for no permission, and lists what the browser shows without one. */
export function DevicesTab() {
  const words = useSettingsWords();
  const devices = useMediaDevices();
  const audio = useAudioSettings();
  useEffect(() => void devices.refresh(), []);
  return (
    <>
      <DevicePicker
        id="devices-input"
        label={words.inputDevice}
        devices={devices.inputs}
        selected={devices.selectedInput}
        onSelect={(deviceId) => devices.selectInput(deviceId)}
      />
      <PermissionRow kind="microphone" devices={devices} />
      <DevicePicker
        id="devices-camera"
        label={words.cameraDevice}
        devices={devices.cameras}
        selected={devices.selectedCamera}
        onSelect={(deviceId) => devices.selectCamera(deviceId)}
      />
      <PermissionRow kind="camera" devices={devices} />
      {devices.canSelectOutput && (
        <DevicePicker
          id="devices-output"
          label={words.outputDevice}
          devices={devices.outputs}
          selected={devices.selectedOutput}
          onSelect={(deviceId) => devices.selectOutput(deviceId)}
        />
      )}
      <Slider
        id="output-volume"
        label={words.outputVolume}
        value={audio.outputVolume}
        onChange={(outputVolume) => audio.update({ outputVolume })}
      />
      <TestSound speaker={devices.selectedOutput} volume={audio.outputVolume} />
    </>
  );
}
