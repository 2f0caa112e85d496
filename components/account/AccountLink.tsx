import { accountWordsOf } from "../messages/account_words.ts";
import type { Locale } from "../messages/locale.ts";
import { Icon } from "../shell/Icon.tsx";
import { UserRound } from "../shell/icons.tsx";

/** A small link, not a wall: to sign in, or to one's account. `name`: whose, where somebody is signed in. */
export function AccountLink({ locale, name }: { locale: Locale; name: string | null }) {
  const words = accountWordsOf(locale).link;
  if (name === null) return <a class="header-link" href="/sign-in">{words.signIn}</a>;
  return (
    <a class="header-link header-link-account" href="/account" aria-label={words.account(name)}>
      <Icon of={UserRound} size={18} />
      <span class="notranslate">{name}</span>
    </a>
  );
}
