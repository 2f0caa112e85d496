import type { SpaceVisit } from "../../lib/contract/visit.ts";
import { useWords } from "../messages/words.ts";

/** A quiet way to the space's settings, for who may change them; and to make a space that is nobody's one's own. */
export function OwnerLink({ visit: { slug, visitor, presence } }: { visit: SpaceVisit }) {
  const words = useWords().door;
  // Nobody made the space where nothing is said of the entry. Over the heads of those inside it cannot be had.
  const isToBeHad = visitor?.kind === "user" && !visitor.entry && presence.count === 0;
  if (!visitor?.mayModerate && !isToBeHad) return null;
  return (
    <a class="button button-quiet owner-link" href={`/space/${slug}/settings`}>
      {isToBeHad ? words.makeYours : words.spaceSettings}
    </a>
  );
}
