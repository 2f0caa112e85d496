import { computed, signal } from "@preact/signals";
import { lateCode } from "../contract/late_code.ts";
import type { SpacePageData } from "../contract/visit.ts";
import { audioOptions, AudioSettings, microphoneConstraints } from "./devices/audio_settings.ts";
import { bindMethods } from "./base/bind_methods.ts";
import { Call } from "./call/call.ts";
import type { CaptureKind, DeviceKind, LiveKitMedia, MediaError } from "./ports/call_types.ts";
import { createCamera } from "./devices/camera.ts";
import type { DeviceLifecycle } from "./devices/device_lifecycle.ts";
import { Capture } from "./devices/capture.ts";
import { switchHolder } from "./devices/capture_toggle.ts";
import { DeviceSelection } from "./devices/device_selection.ts";
import { createLazyVolumeMeter } from "./voice/lazy_volume_meter.ts";
import { MediaDevices } from "./devices/media_devices.ts";
import { asMediaFailure, MediaFailure } from "./base/media_failure.ts";
import type { MediaPorts } from "./ports/media_ports.ts";
import { createMicrophone } from "./devices/microphone.ts";
import type { MediaModels } from "./models.ts";
import { Permissions } from "./devices/permissions.ts";
import { playableStream } from "./devices/playable_stream.ts";
import type { ChatReport, RoomPort } from "./ports/room_port.ts";
import { createScreenShare } from "./devices/screen_share.ts";
import { SerialQueue } from "./base/serial_queue.ts";
import { startLazily } from "./base/start_lazily.ts";
import { rememberSwitches } from "./devices/remembered_switches.ts";
import {
  cameraConstraints,
  type CameraOptions,
  videoPresets,
  VideoSettings,
} from "./devices/video_settings.ts";

/** Creates the models of one call over their ports. Inert until `start`. Long, since all wiring is here. */
export function createMediaModels(visit: SpacePageData, ports: MediaPorts): MediaModels {
  const { devices: port, page, storage } = ports;
  const loadApi = () => ports.loadApi();
  const mediaError = signal<MediaError | null>(null);
  const selection = new DeviceSelection(storage);
  const permissions = new Permissions(port, (kind) => captures[kind].stream.peek() !== null);
  const queue = new SerialQueue();
  let connectedRoom: RoomPort | null = null;

  /** Counts in-place changes of a live microphone, to read its settings again. */
  const adaptations = signal(0);
  const audioSettings = new AudioSettings({
    storage,
    canIsolateVoice: port.canIsolateVoice,
    deviceId: selection.used.microphone,
    effective: computed(() => {
      adaptations.value;
      const track = captures.microphone.stream.value?.getTracks()[0];
      return track && care.value ? care.value.readOptions(track, audioOptions) : null;
    }),
    onOptions: () => void adaptMicrophone(),
    onInputVolume() {
      if (care.peek()?.gain.update()) sources.microphone.resend();
    },
    onOutputVolume: () => call.applyVolumes(),
  });
  /** Counts possible changes of size or frame rate within the same camera track. */
  const reshapings = signal(0);
  const reshape = () => void reshapings.value++;
  const videoSettings = new VideoSettings({
    storage,
    deviceId: selection.used.camera,
    canChooseFacing: port.canChooseFacing,
    picture(): MediaStream | null {
      reshapings.value;
      return captures.camera.stream.value;
    },
    onFacing: () => selection.select("camera", null),
    onOptions() {
      care.peek()?.cpuOveruse.reset();
      onDevice("camera");
    },
  });

  const limited = (options: CameraOptions) => care.peek()?.cpuOveruse.limit(options) ?? options;

  function fail(failure: MediaFailure): void {
    mediaError.value = failure.toMediaError();
  }

  /** Clears the error of `device`, or only one of `type`. */
  function forget(device: MediaError["device"], type?: MediaError["type"]): void {
    const error = mediaError.peek();
    if (error?.device === device && (type ?? error.type) === error.type) mediaError.value = null;
  }

  function createCapture(
    kind: CaptureKind,
    constraints: () => readonly MediaTrackConstraints[],
  ): Capture {
    return new Capture({
      kind,
      devices: port,
      page,
      queue,
      constraints,
      onOpened(refused) {
        permissions.learn(kind, null);
        forget(kind);
        devices.handleOpened(kind, refused);
        loadCare();
      },
      onRefused: (failure) => permissions.learn(kind, failure),
    });
  }
  const captures: Readonly<Record<CaptureKind, Capture>> = {
    microphone: createCapture(
      "microphone",
      () => microphoneConstraints(audioSettings.audioCaptureOptions.peek()),
    ),
    camera: createCapture(
      "camera",
      () => cameraConstraints(limited(videoSettings.videoCaptureOptions.peek())),
    ),
  };

  const loadAudio = () => ports.loadAudio();
  const inputRatio = () => audioSettings.inputVolume.peek() / 100;
  const remembered = rememberSwitches(storage);
  const sources = {
    microphone: createMicrophone({
      capture: captures.microphone,
      processing: {
        trackOf: async (stream) =>
          (await loadCare())?.gain.trackOf(stream) ?? stream.getTracks()[0],
        close: () => care.peek()?.gain.close(),
      },
      onFailure: fail,
      onChosen: (enabled) => remembered.write("microphone", enabled),
    }),
    camera: createCamera({
      capture: captures.camera,
      processing: {
        trackOf: async (stream) =>
          (await loadCare())?.background.trackOf(stream) ?? stream.getTracks()[0],
        close() {},
      },
      onFailure: fail,
      onChosen: (enabled) => remembered.write("camera", enabled),
    }),
    screen: createScreenShare({
      devices: port,
      onOpened: () => forget("screen"),
      onFailure: fail,
    }),
  };

  const care = signal<DeviceLifecycle | null>(null);
  let stopCare = () => {};
  let isStarted = false;
  /** Loads `DeviceLifecycle`; `null` where that fails, and the next device that opens tries again. */
  async function loadCare(): Promise<DeviceLifecycle | null> {
    const code = await lateCode(() => import("./devices/device_lifecycle.ts")).catch(() => null);
    if (!code || !isStarted || care.peek()) return care.peek();
    const loaded = new code.DeviceLifecycle({
      page,
      storage,
      captures,
      sources,
      camera: captures.camera,
      resend() {
        reshape();
        return sources.camera.resend();
      },
      chosen: () => videoSettings.videoCaptureOptions.peek(),
      sizes: Object.values(videoPresets),
      loadAudio,
      ratio: inputRatio,
      resendMicrophone: () => void sources.microphone.resend(),
    });
    stopCare = loaded.start();
    return care.value = loaded;
  }

  async function onDevice(kind: DeviceKind): Promise<void> {
    if (kind === "speaker") return await applySpeaker();
    if (sources[kind].isEnabled.peek()) return await sources[kind].restart();
    await sources[kind].restart();
    // Not being sent, but a meter or a preview may use it.
    if (!captures[kind].stream.peek()) return;
    await captures[kind].renew().catch((error) => devices.handleFailure(kind, error));
  }

  /** In a call, moves all sound to the selected speaker. */
  async function applySpeaker(): Promise<void> {
    try {
      await connectedRoom?.setAudioOutput(selection.used.speaker.peek());
      forget("speaker");
    } catch (error) {
      fail(asMediaFailure(error, "speaker"));
    }
  }

  /** Applies options to a live microphone in place; captures it again where the browser cannot. */
  async function adaptMicrophone(): Promise<void> {
    const hasAdapted = await captures.microphone.applyInPlace(async (track) => {
      const { deviceId: _, ...options } = audioSettings.audioCaptureOptions.peek();
      const [constraints] = microphoneConstraints(options);
      return await (await loadCare())?.applyOptions(track, constraints, options, audioOptions) ??
        false;
    });
    adaptations.value++;
    if (!hasAdapted) await onDevice("microphone");
  }

  const devices = new MediaDevices({
    port,
    page,
    selection,
    permissions,
    captures,
    isUsed: (kind) =>
      kind === "speaker" ? connectedRoom !== null : captures[kind].stream.peek() !== null,
    onDevice,
    // The device works, but not with the options asked for.
    onRefused: fail,
    onBack: (kind) => forget(kind, "not-found"),
    async switchOn(kind) {
      if (kind !== "speaker") await sources[kind].setEnabled(true);
    },
  });

  /** A capture has ended by itself: opens another device, where that needs no permission prompt. */
  async function replace(kind: CaptureKind, ended: MediaStreamTrack): Promise<void> {
    const capture = captures[kind];
    async function findRefusal(): Promise<MediaFailure | null> {
      // Listed now, so that the next capture does not ask for the missing device.
      await devices.refresh();
      const permission = permissions.states[kind].peek();
      if (permission === "granted") return null;
      return new MediaFailure(permission === "prompt" ? "dismissed" : permission, kind);
    }
    const wasOn = await sources[kind].recover(findRefusal);
    // Muted, or used by a meter only: its holders get another device as well.
    const refusal = wasOn ? null : await findRefusal();
    if (!wasOn && !refusal) {
      await capture.reopen().catch((error) => devices.handleFailure(kind, error));
    }
    const isReplaced = capture.stream.peek() !== null;
    // A permission that has to be asked for again is reported when it is next switched on.
    const isBlocked = refusal !== null && refusal.type !== "dismissed";
    if (isBlocked) fail(refusal);
    const news = isReplaced ? "gone" : wasOn || isBlocked ? null : "lost";
    devices.handleEnded(kind, ended.label, { news, wasSwitchedOff: wasOn && !isReplaced });
  }
  const isInAnotherTab = signal(false);
  const chatListeners = new Set<(report: ChatReport) => void>();
  const call = new Call({
    page,
    storage,
    outputVolume: audioSettings.outputVolume,
    sources,
    visit,
    isInAnotherTab,
    startOtherTabs: (connectionState) =>
      startLazily(async () => {
        const { OtherTabs } = await lateCode(() => import("./call/other_tabs.ts"));
        const { roomName } = visit;
        const loadTabs = () => ports.loadTabs();
        const tabs = new OtherTabs({ page, loadTabs, roomName, isInAnotherTab });
        return () => tabs.start(connectionState);
      }),
    loadApi,
    loadRoomSource: () => ports.loadRoomSource(),
    chatListeners,
    onOverloaded: (room) => care.peek()?.cpuOveruse.reportOverload(room),
    onConnected(room) {
      connectedRoom = room;
      if (selection.used.speaker.peek() !== null) void applySpeaker();
    },
  });

  const picture = captures.camera.streamOf(switchHolder);
  const media: LiveKitMedia = {
    participantTracks: call.participants,
    mediaState: {
      isCameraEnabled: sources.camera.isEnabled,
      isMicrophoneEnabled: sources.microphone.isEnabled,
      isScreenShareEnabled: sources.screen.isEnabled,
    },
    microphone: sources.microphone,
    camera: sources.camera,
    screenShare: sources.screen,
    canShareScreen: port.canCaptureScreen,
    mediaError,
    dismissMediaError: () => mediaError.value = null,
    takenDevices: computed(() => care.value?.interruptions.kinds.value ?? []),
    takeBack: async () => await care.peek()?.interruptions.takeBack(),
    isPictureLighter: computed(() => care.value?.cpuOveruse.isReduced.value ?? false),
    restorePicture: async () => await care.peek()?.cpuOveruse.restore(),
    localVideoTrack: computed(() => {
      const stream = care.value?.background.stream.value ?? picture.value;
      return stream && playableStream(stream, reshape);
    }),
    background: computed(() => care.value?.background ?? null),
    loadBackground: async () => void await loadCare(),
    receiving: call.receiving,
    setReceiving: (mode) => call.setReceiving(mode),
    // Only the switch's stream: a meter would follow the capture that it opened itself.
    localAudioTrack: captures.microphone.streamOf(switchHolder),
    toggleCamera: () => sources.camera.toggle(),
    toggleMicrophone: () => sources.microphone.toggle(),
    toggleScreenShare: () => sources.screen.toggle(),
    setMicrophoneEnabled: (enabled) => sources.microphone.setEnabled(enabled),
    switchCameraDevice: (deviceId) => devices.selectCamera(deviceId),
    switchMicrophoneDevice: (deviceId) => devices.selectInput(deviceId),
    switchSpeakerDevice: (deviceId) => devices.selectOutput(deviceId),
    restartCamera: () => sources.camera.restart(),
    restartMicrophoneWithOptions: () => sources.microphone.restart(),
  };

  let meters = 0;
  const createVolumeMeter = (onReading?: (volume: number, nowMs: number) => void) =>
    createLazyVolumeMeter({
      loadAudio,
      inputRatio,
      microphone: captures.microphone,
      holder: `meter-${++meters}`,
      onReading,
    });

  return {
    call: bindMethods(call),
    media,
    devices: bindMethods(devices),
    audioSettings: bindMethods(audioSettings),
    videoSettings: bindMethods(videoSettings),
    voice: {
      storage,
      page,
      loadAudio,
      capture: captures.microphone,
      stream: media.localAudioTrack,
      microphone: sources.microphone,
      errorOf: (error) => asMediaFailure(error, "microphone").toMediaError(),
      isAllowed: () => permissions.states.microphone.peek() === "granted",
      isInCall: () => ["connected", "reconnecting"].includes(call.connectionState.peek()),
      isListenOnly: () => call.isListenOnly.peek(),
      speaker: () => selection.used.speaker.peek(),
      outputRatio: () => audioSettings.outputVolume.peek() / 100,
      port,
      devices,
      createVolumeMeter,
    },
    space: { slug: visit.slug, people: call.participants, loadApi },
    chatListeners,
    react: (reaction) => call.react(reaction),
    stats: { page, people: call.participants, readStats: () => call.readStats() },
    createVolumeMeter: () => createVolumeMeter(),
    createPresence(slug, initial) {
      const presence = signal(initial);
      const start = () =>
        startLazily(async () => {
          const { PresenceWatch } = await lateCode(() => import("./space/presence_watch.ts"));
          return () => new PresenceWatch({ page, loadApi }, slug, presence).start();
        });
      return { presence, start };
    },
    start() {
      isStarted = true;
      const stops = [
        devices.start(),
        audioSettings.start(),
        videoSettings.start(),
        call.start(),
        ...(["microphone", "camera"] as const).map((kind) =>
          captures[kind].onEnded((ended) => {
            // Taken by the system rather than unplugged: a click opens it again.
            if (!captures[kind].isInterrupted.peek()) replace(kind, ended);
          })
        ),
      ];
      for (const kind of ["microphone", "camera"] as const) {
        sources[kind].enableOnJoin(remembered.read(kind));
      }
      return () => {
        isStarted = false;
        stops.forEach((stop) => stop());
        Object.values(sources).forEach((source) => source.detach({ carries: false }));
        stopCare();
        care.value = null;
        Object.values(captures).forEach((capture) => capture.releaseAll());
      };
    },
  };
}
