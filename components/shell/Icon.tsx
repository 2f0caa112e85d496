import { IconFrame } from "./icons.tsx";

/** An icon as SVG path data in a frame of 24 × 24. */
export type IconPath = string;

/** An icon beside a word, or in a control that has a name. Hidden from screen readers. */
export function Icon({ of: line, size = 20 }: { of: IconPath; size?: number }) {
  return (
    <IconFrame size={size}>
      <path d={line} />
    </IconFrame>
  );
}
