/** English words of the quiet background and the original sound. */
import type { QuietMode } from "../settings/quiet_mode.ts";

export const enSound = {
  background: "Quiet background",
  modes: {
    off: "Off",
    browser: "Browser’s",
    strong: "Strong",
  } satisfies Record<QuietMode, string>,
  starting: "One moment…",
  cost: (percent: number) => `Takes ${percent}% of one processor core.`,
  lightCost: (percent: number) => `Takes ${percent}% of one processor core, in its light form.`,
  costsMore: "Removes typing too, and takes more of this device.",
  failed: "Does not run here. Others hear you as you are.",
  stopped: "Your background is no longer quiet. Others hear you as you are.",
  useBrowsers: "Use the browser’s",
  original: "Original sound",
  originalNote: "For music: stereo, unchanged. Use headphones.",
};

export type SoundWords = typeof enSound;
