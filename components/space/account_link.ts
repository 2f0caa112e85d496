import { spacePage } from "../../lib/contract/space_address.ts";
import type { SpacePageData } from "../../lib/contract/visit.ts";
import { accountWordsOf } from "../messages/account_words.ts";
import type { Locale } from "../messages/locale.ts";

/**
 * Said by the server, as `ownerLinkOf`: for a guest to sign in, for a user to sign out, and back here both. Nothing
 * where nobody can sign in.
 */
export function accountLinkOf(
  { slug, visitor, signIn }: Pick<SpacePageData, "slug" | "visitor" | "signIn">,
  locale: Locale,
): SpacePageData["accountLink"] {
  const words = accountWordsOf(locale).link;
  const back = encodeURIComponent(spacePage(slug));
  const look = { class: "door-link" };
  if (visitor?.kind === "user") {
    return { ...look, href: `/account?return=${back}#sign-out`, children: words.notYou };
  }
  return signIn ? { ...look, href: `/sign-in?return=${back}`, children: words.signIn } : undefined;
}
