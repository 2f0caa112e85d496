import { useAccountWords } from "../messages/account_words.ts";

/** An identity provider, and where the sign-in there begins. */
export interface Provider {
  name: string;
  href: string;
}

/** The way to sign in at an identity provider: a link, which works without code. */
export function ProviderLink({ provider, isMain }: { provider: Provider; isMain: boolean }) {
  const words = useAccountWords().signIn;
  return (
    <a
      class={isMain ? "button button-main button-large" : "button button-large"}
      href={provider.href}
    >
      {words.continueWith(provider.name)}
    </a>
  );
}
