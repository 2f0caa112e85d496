import { spacePage } from "../../lib/contract/space_address.ts";
import type { SpacePageData } from "../../lib/contract/visit.ts";
import type { Locale } from "../messages/locale.ts";
import { servedWordsOf } from "../messages/served_words.ts";

/**
 * A quiet way to the space's settings, for who may change them, and to make a space that is nobody's one's own. Said by
 * the server: most who open a door see none.
 */
export function ownerLinkOf(
  { slug, visitor, presence }: Pick<SpacePageData, "slug" | "visitor" | "presence">,
  locale: Locale,
): SpacePageData["ownerLink"] {
  const words = servedWordsOf(locale).door;
  // Nobody made the space where nothing is said of the entry. Over the heads of those inside it cannot be had.
  const isToBeHad = visitor?.kind === "user" && !visitor.entry && presence.count === 0;
  if (!visitor?.mayModerate && !isToBeHad) return undefined;
  return {
    class: "button button-quiet owner-link",
    href: spacePage(slug, "/settings"),
    children: isToBeHad ? words.makeYours : words.spaceSettings,
  };
}
