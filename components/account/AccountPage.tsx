import { useRef } from "preact/hooks";
import type { OwnAccount } from "../../lib/account/own_account.ts";
import { useOwnAccountWords } from "../messages/own_account_words.ts";
import { useKeptFocus } from "../shell/useKeptFocus.ts";
import { AccountName } from "./AccountName.tsx";
import { AccountTroubleLine } from "./AccountTroubleLine.tsx";
import { DeleteAccount } from "./DeleteAccount.tsx";
import { OwnSpaces } from "./OwnSpaces.tsx";
import { Passkeys } from "./Passkeys.tsx";
import { RecoveryCodes } from "./RecoveryCodes.tsx";
import { Sessions } from "./Sessions.tsx";

/** What a person keeps about themselves. */
export function AccountPage(
  { own, hasPasskeys, slugs, names = {} }: {
    own: OwnAccount;
    hasPasskeys: boolean;
    /** Of the spaces that the account owns. */
    slugs: readonly string[];
    /** Names of the spaces that have one, by slug. */
    names?: Readonly<Record<string, string>>;
  },
) {
  const words = useOwnAccountWords();
  const page = useRef<HTMLDivElement>(null);
  useKeptFocus(page);
  const { issuers } = own.account.value;
  return (
    <div class="account" ref={page}>
      <h1 tabIndex={-1} data-focus-home>{words.title}</h1>
      <AccountName own={own} />
      {slugs.length > 0 && <OwnSpaces slugs={slugs} names={names} />}
      {hasPasskeys && <Passkeys own={own} />}
      {hasPasskeys && <RecoveryCodes own={own} />}
      {issuers.length > 0 && (
        <p class="account-why">
          {words.provider} <b>{issuers.map(hostOf).join(", ")}</b>
        </p>
      )}
      <Sessions own={own} />
      <div class="account-out" id="sign-out">
        <button
          type="button"
          class="button"
          onClick={() => void own.signOut()}
        >
          {words.signOut}
        </button>
      </div>
      <AccountTroubleLine own={own} part="sessions" />
      <DeleteAccount own={own} ownsSpaces={slugs.length > 0} />
    </div>
  );
}

function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : issuer;
}
