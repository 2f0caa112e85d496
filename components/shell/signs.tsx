/**
 * The signs of the first page, and of devices everywhere, drawn as those of lucide: whatever is imported from there is
 * loaded with the first page, since all of it that the app uses is one file.
 */
import type { LucideIcon } from "lucide-preact";
import type { ComponentChildren } from "preact";

/** A frame of 24 × 24 with the set's strokes. */
export function Sign({ size, children }: { size: number | string; children: ComponentChildren }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

/** A sign of one line. */
function drawn(path: string): LucideIcon {
  return ({ size = 20 }) => (
    <Sign size={size}>
      <path d={path} />
    </Sign>
  );
}

const capsule = "M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0z";
const slash = "M3 3l18 18";

export const Mic = drawn(`${capsule}M5 10.5v.5a7 7 0 0 0 14 0v-.5M12 18v4`);
export const MicOff = drawn(
  `${slash}M9 9v2a3 3 0 0 0 4.6 2.5M9.3 4.8A3 3 0 0 1 15 6v4.5M5 10.5v.5a7 7 0 0 0 11.6 5.2M19 10.5v.5q0 1-.3 1.9M12 18v4`,
);
export const Video = drawn(
  "M4 6h10a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2zM16 11l6-4v10l-6-4",
);
export const VideoOff = drawn(
  `${slash}M6 6H4a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h10a2 2 0 0 0 1.6-.8M10.5 6H14a2 2 0 0 1 2 2v3l6-4v9.5`,
);
export const Settings = drawn(
  "M3 6h10M19 6h2M3 18h4M13 18h8M3 12h2M11 12h10M13 6a3 3 0 1 0 6 0a3 3 0 1 0-6 0M5 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0M7 18a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
);
export const UserRound = drawn("M7 8a5 5 0 1 0 10 0a5 5 0 1 0-10 0M4 21a8 8 0 0 1 16 0");
