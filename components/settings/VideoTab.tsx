import { useEffect } from "preact/hooks";
import type {
  LiveKitMedia,
  VideoPreset,
  VideoSettingsModel,
} from "../../lib/media/ports/call_types.ts";
import { useMediaDevices } from "../../lib/media/hooks/useMediaDevices.ts";
import { useVideoSettings } from "../../lib/media/hooks/useVideoSettings.ts";
import { isLessVideo } from "../../lib/media/devices/is_less_video.ts";
import { BackgroundChoices } from "../devices/BackgroundChoices.tsx";
import { useCallWords } from "../messages/joined_words.ts";
import { useSettingsWords } from "../messages/settings_words.ts";
import { Picture } from "../shell/Picture.tsx";
import { Check } from "./Check.tsx";
import { gigabytesAnHour } from "./data_cost.ts";
import { DevicePicker } from "./DevicePicker.tsx";
import { PermissionRow } from "./PermissionRow.tsx";

const presets: readonly VideoPreset[] = ["480p", "720p", "1080p"];
const frameRates = [15, 24, 30];

/** The tab of camera and picture, with the data that it costs. Opening it asks for the camera's permission. */
export function VideoTab({ media }: { media: LiveKitMedia }) {
  const words = useSettingsWords();
  const video = useVideoSettings();
  const devices = useMediaDevices();
  useEffect(() => void devices.requestPermissionOnce("camera"), []);
  const picture = media.localVideoTrack.value;
  return (
    <>
      <div class="preview">
        {picture
          ? (
            <div class="preview-on" role="img" aria-label={words.preview}>
              <Picture track={picture} isMirrored={video.isMirrored.value} />
            </div>
          )
          : (
            <div class="preview-off">
              <p>{media.camera.isAllowed.value ? words.pictureOff : words.pictureNotAllowed}</p>
              {media.camera.isAllowed.value && (
                <button
                  type="button"
                  class="button button-small"
                  onClick={() => void media.camera.setEnabled(true)}
                >
                  {words.turnOn}
                </button>
              )}
            </div>
          )}
      </div>
      <Effective video={video} />
      <Lighter media={media} />
      <DevicePicker
        id="video-camera"
        label={words.cameraDevice}
        devices={devices.cameras}
        selected={devices.selectedCamera}
        onSelect={(deviceId) => devices.selectCamera(deviceId)}
      />
      <PermissionRow kind="camera" devices={devices} />
      <BackgroundChoices />
      <fieldset class="choices">
        <legend>{words.quality}</legend>
        {presets.map((preset) => (
          <label key={preset} class="choice">
            <input
              type="radio"
              name="resolution"
              value={preset}
              checked={video.resolution.value === preset}
              onChange={() => video.setResolution(preset)}
            />
            <span class="choice-name">{preset}</span>
            <span class="choice-use">{words.presets[preset]}</span>
            <span class="choice-cost">{words.cost(gigabytesAnHour(preset))}</span>
          </label>
        ))}
      </fieldset>
      <div class="setting">
        <label for="frame-rate">{words.frameRate}</label>
        <select
          id="frame-rate"
          class="field"
          value={String(video.frameRate.value)}
          onChange={(event) => video.setFrameRate(Number(event.currentTarget.value))}
        >
          {frameRates.map((rate) => <option key={rate} value={String(rate)}>{rate}</option>)}
        </select>
      </div>
      {video.canChooseFacing && (
        <div class="setting">
          <label for="facing-mode">{words.facing}</label>
          <select
            id="facing-mode"
            class="field"
            value={video.facingMode.value}
            onChange={(event) =>
              video.setFacingMode(
                event.currentTarget.value === "environment" ? "environment" : "user",
              )}
          >
            <option value="user">{words.facingUser}</option>
            <option value="environment">{words.facingEnvironment}</option>
          </select>
        </div>
      )}
      <div class="checks">
        <Check
          label={words.mirror}
          isChecked={video.isMirrored.value}
          onToggle={() => video.setMirrored(!video.isMirrored.peek())}
        />
      </div>
      <button type="button" class="button button-quiet" onClick={() => video.reset()}>
        {words.reset}
      </button>
    </>
  );
}

/** The size and rate that the camera really gives, with a note where they are less than chosen. */
function Effective({ video }: { video: VideoSettingsModel }) {
  const words = useSettingsWords();
  const got = video.effective.value;
  if (!got?.width || !got.height) return null;
  const isLess = isLessVideo(got, video.videoCaptureOptions.value.resolution);
  return (
    <p class="effective">
      <span>{words.got(got.width, got.height, Math.round(got.frameRate ?? 0))}</span>
      {isLess && <span class="mark mark-attention">{words.less}</span>}
    </p>
  );
}

/** Says, as long as it holds, that a smaller picture is sent to spare the processor, with a button for the full one. */
function Lighter({ media }: { media: LiveKitMedia }) {
  const words = useCallWords().call;
  if (!media.isPictureLighter.value) return null;
  return (
    <div class="permission" role="status">
      <p>{words.lighter}</p>
      <button
        type="button"
        class="button button-small"
        onClick={() => void media.restorePicture()}
      >
        {words.sendInFull}
      </button>
    </div>
  );
}
