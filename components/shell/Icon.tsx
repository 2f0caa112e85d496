import type { LucideIcon } from "lucide-preact";

/** A sign beside a word, or in a control that has a name: readers never hear it. */
export function Icon({ of: Sign, size = 20 }: { of: LucideIcon; size?: number }) {
  return <Sign size={size} strokeWidth={1.75} aria-hidden="true" />;
}
