import { initialsOf, tintOf } from "./initials.ts";

/** Initials on paper, for whoever shows no picture. Readers hear the name elsewhere. */
export function Avatar({ name, tintKey }: { name: string; tintKey?: string }) {
  return (
    <span class={`avatar tint-${tintOf(tintKey ?? name)}`} aria-hidden="true">
      <span class="avatar-letters">{initialsOf(name) || "·"}</span>
    </span>
  );
}
