/** All models of one call in one browser, as the hooks return them. */
import type { ReadonlySignal } from "@preact/signals";
import type { Reaction } from "../contract/reactions.ts";
import type { Presence } from "../contract/presence.ts";
import type {
  AudioSettingsModel,
  LiveKitCall,
  LiveKitMedia,
  MediaDevicesModel,
  VideoSettingsModel,
  VolumeMeterModel,
} from "./ports/call_types.ts";
import type { StatsParts } from "./call/stats_parts.ts";
import type { TextReport } from "./ports/room_port.ts";
import type { SpaceParts } from "./space/space_parts.ts";
import type { VoiceParts } from "./voice/voice_parts.ts";

/** The presence of a space, for a page that has not joined. */
export interface PresenceModel {
  readonly presence: ReadonlySignal<Presence>;
  /** Follows presence while the page is visible, until the returned function is called; may be called again. */
  start(): () => void;
}

/** The value of `LiveKitMediaContext`. Inert until `start`, also on a server. */
export interface MediaModels {
  readonly call: LiveKitCall;
  readonly media: LiveKitMedia;
  readonly devices: MediaDevicesModel;
  readonly audioSettings: AudioSettingsModel;
  readonly videoSettings: VideoSettingsModel;
  /** For the voice hooks, whose models are created on first use. */
  readonly voice: VoiceParts;
  /** For `useModeration` and `useKnocks`, likewise. */
  readonly space: SpaceParts;
  /** For `useChat` and `useCaptions`: each is called with what comes by the room. */
  readonly chatListeners: Set<(report: TextReport) => void>;
  /** For `useReactions`, likewise. */
  react(reaction: Reaction): boolean;
  /** For `useConnectionStats` and `useDiagnosis`, likewise. */
  readonly stats: StatsParts;
  createVolumeMeter(): VolumeMeterModel;
  createPresence(slug: string, initial: Presence): PresenceModel;
  /** Reads stored settings and listens to the page, until the returned function is called. */
  start(): () => void;
}
