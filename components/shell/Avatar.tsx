import { Icon } from "./Icon.tsx";
import { initialsOf, tintOf } from "./initials.ts";
import { UserRound } from "./icons.tsx";

/** A person's initials, in place of a picture. Hidden from screen readers, which read the name elsewhere. */
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
