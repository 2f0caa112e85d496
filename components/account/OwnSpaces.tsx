import { spacePage } from "../../lib/contract/space_address.ts";
import { useOwnAccountWords } from "../messages/own_account_words.ts";

/** The spaces that the account owns: into each, and to its settings. */
export function OwnSpaces(
  { slugs, names }: {
    slugs: readonly string[];
    names: Readonly<Record<string, string>>;
  },
) {
  const words = useOwnAccountWords();
  return (
    <section class="account-part" aria-labelledby="spaces-title">
      <h2 id="spaces-title">{words.spaces}</h2>
      <ul role="list" class="account-list" aria-labelledby="spaces-title">
        {slugs.map((slug) => (
          <li key={slug} class="account-item" aria-label={names[slug] ?? slug}>
            <p class="account-item-text">
              <a class="own-space notranslate" href={spacePage(slug)}>{names[slug] ?? slug}</a>
              {names[slug] && <span class="notranslate">{slug}</span>}
            </p>
            <span class="account-item-buttons">
              <a
                class="button button-small button-quiet"
                href={spacePage(slug, "/settings")}
                aria-label={words.spaceSettingsOf(names[slug] ?? slug)}
              >
                {words.spaceSettings}
              </a>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
