/** The container and codecs of a recording. */
export interface RecordingFormat {
  /** For `MediaRecorder`. */
  readonly type: string;
  /** Of the file's name. */
  readonly ending: string;
}

/** The best first: MP4 knows its duration, can be wound, and plays everywhere with H.264 and AAC. */
const withPictures: readonly RecordingFormat[] = [
  { type: "video/mp4;codecs=avc1.42E01F,mp4a.40.2", ending: "mp4" },
  { type: "video/mp4;codecs=avc1.42E01F,opus", ending: "mp4" },
  { type: "video/mp4;codecs=vp9,opus", ending: "mp4" },
  { type: "video/mp4", ending: "mp4" },
  { type: "video/webm;codecs=vp8,opus", ending: "webm" },
  { type: "video/webm", ending: "webm" },
];

const ofSound: readonly RecordingFormat[] = [
  { type: "audio/mp4;codecs=mp4a.40.2", ending: "m4a" },
  { type: "audio/mp4;codecs=opus", ending: "m4a" },
  { type: "audio/mp4", ending: "m4a" },
  { type: "audio/webm;codecs=opus", ending: "webm" },
  { type: "audio/webm", ending: "webm" },
];

/** The best format that this browser records; `null`: none. */
export function chooseFormat(
  hasPictures: boolean,
  isSupported: (type: string) => boolean,
): RecordingFormat | null {
  return (hasPictures ? withPictures : ofSound).find(({ type }) => isSupported(type)) ?? null;
}
