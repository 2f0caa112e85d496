/** Everything that one call in one browser consists of, as the hooks hand it out. */
import type { ReadonlySignal } from "@preact/signals";
import type { Presence } from "../contract/presence.ts";
import type {
  AudioSettingsModel,
  LiveKitCall,
  LiveKitMedia,
  MediaDevicesModel,
  VideoSettingsModel,
  VolumeMeterModel,
} from "./ports/call_types.ts";
import type { SpaceParts } from "./space/space_parts.ts";
import type { VoiceParts } from "./voice/voice_parts.ts";

/** Who is inside a space, as a page that has not joined sees it. */
export interface PresenceModel {
  readonly presence: ReadonlySignal<Presence>;
  /** Follows it while the page is visible, until the answered function is called; may begin again. */
  start(): () => void;
}

/** The value of `LiveKitMediaContext`. Inert until `start`, also on a server. */
export interface MediaModels {
  readonly call: LiveKitCall;
  readonly media: LiveKitMedia;
  readonly devices: MediaDevicesModel;
  readonly audioSettings: AudioSettingsModel;
  readonly videoSettings: VideoSettingsModel;
  /** For the hooks of one's own voice, whose models are made when first used. */
  readonly voice: VoiceParts;
  /** For the hooks of those who look after the space, likewise. */
  readonly space: SpaceParts;
  createVolumeMeter(): VolumeMeterModel;
  createPresence(slug: string, initial: Presence): PresenceModel;
  /** Reads what is remembered and listens to the page; the answered function ends all of it. */
  start(): () => void;
}
