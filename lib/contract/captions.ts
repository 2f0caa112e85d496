/** Captions: what agents write of what is said, as LiveKit's text streams. */

/** LiveKit's topic of transcriptions. */
export const transcriptionTopic = "lk.transcription";

/** LiveKit's attributes of such a stream. */
export const transcription = {
  /** Streams of one segment replace each other. */
  segment: "lk.segment_id",
  /** `"true"` for the last one of a segment. */
  isFinal: "lk.transcription_final",
  /** The sid of the track that was transcribed; absent: what the agent says itself. */
  track: "lk.transcribed_track_id",
} as const;

/** An agent's own attribute, `on` while it writes captions: who comes later knows before the first word. */
export const captionsAttribute = "madang.captions";

/** The longest text of one segment, in characters; more is cut. */
export const captionMaxCharacters = 500;
