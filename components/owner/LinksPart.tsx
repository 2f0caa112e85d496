import type { OwnSpace } from "../../lib/owner/own_space.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { LinkForm } from "./LinkForm.tsx";
import { LinkItem } from "./LinkItem.tsx";
import { MadeLinkBox } from "./MadeLinkBox.tsx";
import { TroubleLine } from "./TroubleLine.tsx";

/** Links for guests: made, shown once, listed, revoked. */
export function LinksPart({ own }: { own: OwnSpace }) {
  const words = useOwnerWords().links;
  const links = own.links.links.value;
  const made = own.links.made.value;
  const encryption = own.encryption.value;
  return (
    <section class="account-part" aria-labelledby="links-title">
      <h2 id="links-title" tabIndex={-1} data-focus-home>{words.title}</h2>
      <p class="account-why">{words.why}</p>
      <LinkForm links={own.links} role={own.rules.role.value} />
      <TroubleLine requests={own.links.requests} at={(at) => at === "make"} />
      {made && (
        <MadeLinkBox
          key={made.linkId}
          url={encryption?.linkOf(made.url) ?? made.url}
          needsKey={own.rules.settings.value.keyCheck !== null && !encryption?.key.value}
        />
      )}
      {links.length === 0
        ? <p class="account-why">{words.none}</p>
        : (
          <ul role="list" class="account-list" aria-labelledby="links-title">
            {links.map((link) => <LinkItem key={link.linkId} link={link} links={own.links} />)}
          </ul>
        )}
    </section>
  );
}
