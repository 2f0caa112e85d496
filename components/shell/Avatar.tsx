import { Icon } from "./Icon.tsx";
import { initialsOf, tintOf } from "./initials.ts";
import { UserRound } from "./signs.tsx";

/** Initials on paper, for whoever shows no picture. Readers hear the name elsewhere. */
export function Avatar({ name, tintKey }: { name: string; tintKey?: string }) {
  const initials = initialsOf(name);
  return (
    <span class={`avatar tint-${tintOf(tintKey ?? name)}`} aria-hidden="true">
      {initials
        ? <span class="avatar-letters notranslate">{initials}</span>
        : <Icon of={UserRound} size={48} />}
    </span>
  );
}
