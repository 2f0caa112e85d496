import { spacePage } from "../../lib/contract/space_address.ts";
import type { SpacePageData } from "../../lib/contract/visit.ts";
import type { Locale } from "../messages/locale.ts";
import { servedWordsOf } from "../messages/served_words.ts";

/**
 * A quiet link to the settings: for people who may change them, and for a user who can make a space without an owner their
 * own. The server renders it: most visitors have none.
 */
export function ownerLinkOf(
  { slug, visitor, presence }: Pick<SpacePageData, "slug" | "visitor" | "presence">,
  locale: Locale,
): SpacePageData["ownerLink"] {
  const words = servedWordsOf(locale).door;
  // A space without a word on its entry has no owner. While people are inside it cannot be taken.
  const isToBeHad = visitor?.kind === "user" && !visitor.entry && presence.count === 0;
  if (!visitor?.mayModerate && !isToBeHad) return undefined;
  return {
    class: "button button-quiet owner-link",
    href: spacePage(slug, "/settings"),
    children: isToBeHad ? words.makeYours : words.spaceSettings,
  };
}
