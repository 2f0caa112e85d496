import { useContext } from "preact/hooks";
import { spacePage } from "../../lib/contract/space_address.ts";
import type { Administration } from "../../lib/owner/administration.ts";
import { useAdminWords } from "../messages/admin_words.ts";
import { LocaleContext } from "../messages/words.ts";
import { ConfirmButton } from "../shell/ConfirmButton.tsx";
import { AdminTroubleLine } from "./AdminTroubleLine.tsx";
import { SearchForm } from "./SearchForm.tsx";

/** Spaces that have an owner: ending their calls, and deleting them. */
export function SpacesPart({ admin }: { admin: Administration }) {
  const words = useAdminWords();
  const locale = useContext(LocaleContext);
  const found = admin.spaces.value;
  const busy = admin.busyWith.value;
  return (
    <section class="account-part" aria-labelledby="admin-spaces">
      <h2 id="admin-spaces" tabIndex={-1} data-focus-home>{words.spaces}</h2>
      <SearchForm
        id="find-spaces"
        label={words.findSpaces}
        isBusy={busy === "spaces"}
        onSearch={(text) => void admin.findSpaces(text)}
      />
      <AdminTroubleLine admin={admin} at="spaces" />
      {found?.items.length === 0 && <p class="account-why" role="status">{words.noSpaces}</p>}
      {found && found.items.length > 0 && (
        <ul role="list" class="account-list" aria-labelledby="admin-spaces">
          {found.items.map(({ slug, policy, isLocked, peopleInside, createdAt }) => (
            <li key={slug} class="account-item" aria-label={slug} tabIndex={-1} data-focus-home>
              <p class="account-item-text">
                <b>
                  <a class="own-space admin-slug notranslate" href={spacePage(slug)}>{slug}</a>
                </b>
                <span>
                  {[
                    words.inside(peopleInside),
                    words.policies[policy],
                    ...(isLocked ? [words.locked] : []),
                    words.made(new Date(createdAt).toLocaleDateString(locale)),
                  ].join(" · ")}
                </span>
              </p>
              <span class="account-item-buttons owner-buttons">
                <ConfirmButton
                  word={words.close}
                  label={words.closeNamed(slug)}
                  question={words.closeAsk(slug)}
                  keep={words.keep}
                  class="button-quiet"
                  isBusy={busy === `space ${slug}`}
                  onYes={() =>
                    void admin.closeSpace(slug)}
                />
                <ConfirmButton
                  word={words.deleteSpace}
                  label={words.deleteSpaceNamed(slug)}
                  question={words.deleteSpaceAsk(slug)}
                  keep={words.keep}
                  class="button-quiet"
                  isBusy={busy === `space ${slug}`}
                  onYes={() =>
                    void admin.deleteSpace(slug)}
                />
              </span>
              <AdminTroubleLine admin={admin} at={`space ${slug}`} />
            </li>
          ))}
        </ul>
      )}
      {found?.hasMore && <p class="account-why">{words.more}</p>}
    </section>
  );
}
