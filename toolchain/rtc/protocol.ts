/** Messages between a participant process and its starter, a JSON line each. */
import * as z from "zod/mini";

/** Commands of the starter. (The SDK for Node cannot mute a track of its own; LiveKit's API can.) */
export const commandSchema = z.discriminatedUnion("do", [
  z.object({ do: z.literal("send"), text: z.string(), topic: z.optional(z.string()) }),
  z.object({
    do: z.literal("write"),
    text: z.string(),
    topic: z.string(),
    attributes: z.optional(z.record(z.string(), z.string())),
  }),
  /** Asks LiveKit to set attributes of its own. */
  z.object({ do: z.literal("claim"), attributes: z.record(z.string(), z.string()) }),
  z.object({ do: z.literal("leave") }),
]);

export type Command = z.infer<typeof commandSchema>;

const heardTrackSchema = z.object({
  sid: z.string(),
  /** `microphone`, `camera`, `screenshare` or `screenshare_audio`. */
  source: z.string(),
  isMuted: z.boolean(),
  /** Frames that came, and for a video the size of the last one. */
  frames: z.number(),
  width: z.number(),
  height: z.number(),
  /** For audio: root mean square of the last tenth of a second, 0–1. */
  loudness: z.number(),
  /** The same for each side; where it comes as mono, both are alike. */
  sides: z.tuple([z.number(), z.number()]),
});

export type HeardTrack = z.infer<typeof heardTrackSchema>;

const seenParticipantSchema = z.object({
  identity: z.string(),
  sid: z.string(),
  name: z.string(),
  attributes: z.record(z.string(), z.string()),
  tracks: z.array(heardTrackSchema),
});

export type SeenParticipant = z.infer<typeof seenParticipantSchema>;

/** The state of a participant: told ten times a second, and at each change. */
export const rtcSnapshotSchema = z.object({
  state: z.enum(["connecting", "connected", "reconnecting", "disconnected", "failed"]),
  /** LiveKit's own word, such as `DUPLICATE_IDENTITY`; with `failed` what went wrong. */
  reason: z.nullable(z.string()),
  identity: z.string(),
  sid: z.string(),
  /** How often the SDK said *reconnecting*. */
  reconnects: z.number(),
  others: z.array(seenParticipantSchema),
  /** Data messages that arrived, in order. */
  messages: z.array(z.object({ from: z.string(), text: z.string(), topic: z.string() })),
});

export type RtcSnapshot = z.infer<typeof rtcSnapshotSchema>;

/** The prefix of each line of the process, since the SDK logs to the same stream. */
export const linePrefix = "@snapshot ";
