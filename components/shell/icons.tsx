/**
 * Icons of the served pages, and of devices everywhere, as SVG path data for `Icon`. Most are Lucide's (LUCIDE_LICENSE),
 * others are drawn like them. They are copied, not imported: Lucide's package has one entry for 1,867 icons, and Fresh's
 * bundler would keep them all (docs/facts.md, *Fresh*).
 */
import type { ComponentChildren } from "preact";

/** A frame of 24 × 24 with the set's strokes. */
export function IconFrame(
  { size, children }: { size: number | string; children: ComponentChildren },
) {
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

const capsule = "M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0z";
const slash = "M3 3l18 18";

export const Mic = `${capsule}M5 10.5v.5a7 7 0 0 0 14 0v-.5M12 18v4`;
export const MicOff =
  `${slash}M9 9v2a3 3 0 0 0 4.6 2.5M9.3 4.8A3 3 0 0 1 15 6v4.5M5 10.5v.5a7 7 0 0 0 11.6 5.2M19 10.5v.5q0 1-.3 1.9M12 18v4`;
export const Video =
  "M4 6h10a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2zM16 11l6-4v10l-6-4";
export const VideoOff =
  `${slash}M6 6H4a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h10a2 2 0 0 0 1.6-.8M10.5 6H14a2 2 0 0 1 2 2v3l6-4v9.5`;
export const Settings =
  "M3 6h10M19 6h2M3 18h4M13 18h8M3 12h2M11 12h10M13 6a3 3 0 1 0 6 0a3 3 0 1 0-6 0M5 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0M7 18a3 3 0 1 0 6 0a3 3 0 1 0-6 0";
export const UserRound = "M7 8a5 5 0 1 0 10 0a5 5 0 1 0-10 0M4 21a8 8 0 0 1 16 0";

export const ArrowRight = "M5 12h14M12 5l7 7-7 7";
export const Close = "M18 6 6 18M6 6l12 12";
export const Check = "M20 6 9 17l-5-5";
export const Copy =
  "M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-10a2 2 0 0 1-2-2v-10a2 2 0 0 1 2-2zM4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2";
export const DoorOpen =
  "M10 21H2M10 3H7a2 2 0 00-2 2v16M14 12h.01M19 21V5a2 2 0 00-1.675-1.974l-6.163-1.013A1 1 0 0010 3v18a1 1 0 001.124.992zM22 21h-3";
export const KeyRound =
  "M2.586 17.414A2 2 0 0 0 2 18.828V21a1 1 0 0 0 1 1h3a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h1a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h.172a2 2 0 0 0 1.414-.586l.814-.814a6.5 6.5 0 1 0-4-4zM16 7.5a.5 .5 0 1 0 1 0a.5 .5 0 1 0-1 0";
export const LogOut = "M16 17l5-5-5-5M21 12H9M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4";
export const Plus = "M5 12h14M12 5v14";
export const Volume2 =
  "M11 4.702a.705.705 0 0 0-1.203-.498L6.413 7.587A1.4 1.4 0 0 1 5.416 8H3a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2.416a1.4 1.4 0 0 1 .997.413l3.383 3.384A.705.705 0 0 0 11 19.298zM16 9a5 5 0 0 1 0 6M19.364 18.364a9 9 0 0 0 0-12.728";
export const VolumeX =
  "M11 4.702a.7.7 0 0 0-1.203-.498L6.413 7.587A1.4 1.4 0 0 1 5.416 8H3a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2.416a1.4 1.4 0 0 1 .997.413l3.383 3.384A.7.7 0 0 0 11 19.298zM16.5 14.5l5-5M16.5 9.5l5 5";
