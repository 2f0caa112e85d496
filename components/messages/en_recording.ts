/** English words of recording on one's own machine, and of what was recorded; loaded when it is first wanted. */
import type { RecordingTrouble } from "../../lib/media/recording/recording_types.ts";

export const enRecording = {
  title: "Record here",
  close: "Close",
  why:
    "The recording stays on this computer: nothing is uploaded. Everybody is told before it begins, and people who join later too.",
  encrypted:
    "This call is encrypted end to end. The recording is not: whoever opens the file can hear it.",
  what: "What to record",
  sound: "Sound",
  soundMore: "All voices and shared sound, yours too. About 45 MB an hour.",
  pictures: "Sound and pictures",
  picturesMore: "Also the tiles and a shared screen. About 700 MB an hour.",
  start: "Start recording",
  cancel: "Cancel",
  telling: "Everybody is being told. Recording begins in a moment.",
  recording: "Recording",
  waiting: "The connection was lost. It goes on once everybody is told again.",
  ending: "Writing the last seconds.",
  stop: "Stop recording",
  troubles: {
    "unsupported":
      "This browser cannot record. Use a current Chrome, Edge or Firefox, and no private window.",
    "not-told": "Not everybody could be told, so nothing was recorded. Try again in a moment.",
    "full": "The disk is full. What was recorded until then is kept.",
    "not-allowed":
      "You are not a moderator any more, so the recording has ended. It is kept up to then.",
    "unexpected": "The browser stopped recording. What was recorded until then is kept.",
  } satisfies Record<RecordingTrouble, string>,
  understood: "Got it",

  kept: "Recordings in this browser",
  keptWhy: "Only here, until you save or delete them.",
  save: "Save…",
  saveNamed: (name: string) => `Save ${name}`,
  saveFailed: "It could not be saved there. It is still kept here.",
  downloaded: "Check your downloads, then delete it here.",
  remove: "Delete",
  removeNamed: (name: string) => `Delete ${name}`,
  ask: "Delete it? There is no other copy here.",
  keep: "Keep",
  later: "Later",
};

/** The shape that every language fills. */
export type RecordingWords = typeof enRecording;
