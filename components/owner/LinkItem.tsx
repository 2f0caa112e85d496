import type { GuestLink } from "../../lib/contract/space.ts";
import { linkState } from "../../lib/owner/link_times.ts";
import type { SpaceLinks } from "../../lib/owner/space_links.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { useHydrated } from "../shell/useHydrated.ts";
import { ConfirmButton } from "../shell/ConfirmButton.tsx";
import { TimeText } from "./TimeText.tsx";
import { TroubleLine } from "./TroubleLine.tsx";

interface LinkItemProps {
  link: GuestLink;
  links: SpaceLinks;
}

/** One link: for whom, how often it can still be used, until when. Its address is not told again. */
export function LinkItem({ link, links }: LinkItemProps) {
  const words = useOwnerWords();
  const used = words.links.used(link.used, link.uses);
  const role = words.roles[link.role];
  // The server's clock is not the browser's: what depends on the time waits for the browser.
  const now = useHydrated().value ? Date.now() : Date.parse(link.createdAt);
  const state = linkState(link, now);
  return (
    <li class="account-item" aria-label={words.links.of(role)} tabIndex={-1} data-focus-home>
      <p class="account-item-text">
        <b>{words.links.of(role)}</b>
        <span>
          {state !== "good" && <span class="mark">{words.links[state]}</span>}
          {used}
          {link.notBefore !== null && (
            <>
              {` · ${words.links.from2} `}
              <TimeText at={link.notBefore} />
            </>
          )}
          {` · ${words.links.until2} `}
          <TimeText at={link.expiresAt} />
        </span>
      </p>
      <span class="account-item-buttons owner-buttons">
        <ConfirmButton
          word={words.links.revoke}
          label={words.links.revokeNamed(role, used)}
          question={words.links.revokeAsk}
          keep={words.keep}
          class="button-quiet"
          isBusy={links.requests.pending.value.has(link.linkId)}
          onYes={() => void links.revoke(link.linkId)}
        />
      </span>
      <TroubleLine requests={links.requests} at={(at) => at === link.linkId} />
    </li>
  );
}
