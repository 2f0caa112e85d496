/** The names of recordings: in the browser's private files, and where a person saves them. */

/** What a file's name tells. */
export interface RecordingName {
  readonly startedAtMs: number;
  readonly slug: string;
  /** `mp4`, `m4a`, `webm` … */
  readonly ending: string;
}

const pattern = /^([1-9]\d{0,14}) ([^ ]+)\.([a-z0-9]{2,4})$/u;

/** The name in the private files. */
export function fileNameOf({ startedAtMs, slug, ending }: RecordingName): string {
  return `${startedAtMs} ${slug}.${ending}`;
}

/** What such a name tells; `null` for any other file. */
export function parseFileName(file: string): RecordingName | null {
  const match = pattern.exec(file);
  return match && { startedAtMs: Number(match[1]), slug: match[2], ending: match[3] };
}

/** The name that is offered where it is saved: `tea 2026-11-30 16.05.mp4`, by this machine's clock. */
export function savedNameOf({ startedAtMs, slug, ending }: RecordingName): string {
  const at = new Date(startedAtMs);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  return `${slug} ${day} ${two(at.getHours())}.${two(at.getMinutes())}.${ending}`;
}
