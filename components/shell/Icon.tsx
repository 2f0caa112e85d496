import type { LucideIcon } from "lucide-preact";

/** A sign of the set, or one drawn like them. */
export type IconSign = LucideIcon;

/** A sign beside a word, or in a control that has a name: readers never hear it. */
export function Icon({ of: Sign, size = 20 }: { of: IconSign; size?: number }) {
  return <Sign size={size} strokeWidth={1.75} aria-hidden="true" />;
}
