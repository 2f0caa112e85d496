import { spacePage } from "../../lib/contract/space_address.ts";
import type { SettingsPageData } from "../../lib/contract/settings_page_data.ts";
import type { SpaceMaking } from "../../lib/owner/space_making.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { TroubleLine } from "./TroubleLine.tsx";

interface NotOwnerPageProps {
  visit: Exclude<SettingsPageData, { state: "cares" }>;
  making: SpaceMaking;
}

/** The page for a visitor who may not manage this space: one sentence, and the way on. */
export function NotOwnerPage({ visit: { state, slug, isSignedIn }, making }: NotOwnerPageProps) {
  const all = useOwnerWords();
  const words = all.notOwner;
  const isNobodys = state === "nobodys";
  const signIn = `/sign-in?return=${encodeURIComponent(spacePage(slug, "/settings"))}`;
  const more = isNobodys
    ? (isSignedIn ? words.nobodysMore : words.nobodysSignedOut)
    : (isSignedIn ? words.more : words.moreSignedOut);
  return (
    <div class="account owner">
      <section class="account-part">
        <h1>{isNobodys ? words.nobodys(slug) : words.title(slug)}</h1>
        <p class="account-why">{more}</p>
        {isNobodys && isSignedIn && (
          <button
            type="button"
            class="button button-main"
            aria-busy={making.requests.pending.value.has("make")}
            onClick={() => void making.make()}
          >
            {words.make}
          </button>
        )}
        {!isSignedIn && <a class="button button-main" href={signIn}>{words.signIn}</a>}
        <TroubleLine requests={making.requests} at={() => true} />
        <a class="button button-quiet owner-way-back" href={spacePage(slug)}>{all.toSpace}</a>
      </section>
    </div>
  );
}
