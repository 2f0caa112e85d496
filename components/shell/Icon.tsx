import { Sign } from "./signs.tsx";

/** The line that draws a sign in a frame of 24 × 24. */
export type IconSign = string;

/** A sign beside a word, or in a control that has a name: readers never hear it. */
export function Icon({ of: line, size = 20 }: { of: IconSign; size?: number }) {
  return (
    <Sign size={size}>
      <path d={line} />
    </Sign>
  );
}
