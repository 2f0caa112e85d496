import type { OwnAccount } from "../../lib/account/own_account.ts";
import { useOwnAccountWords } from "../messages/own_account_words.ts";
import { CopyButton } from "../shell/CopyButton.tsx";
import { AccountTroubleLine } from "./AccountTroubleLine.tsx";

/** How many are left, and new ones: shown once. */
export function RecoveryCodes({ own }: { own: OwnAccount }) {
  const words = useOwnAccountWords();
  const left = own.account.value.recoveryCodesLeft;
  const codes = own.newCodes.value;
  return (
    <section class="account-part" aria-labelledby="codes-title">
      <h2 id="codes-title" tabIndex={-1} data-focus-home>{words.codes}</h2>
      <p class={left === 0 ? "account-why account-missing" : "account-why"}>
        {left === 0 ? words.codesNone : `${words.codesWhy} ${words.codesLeft(left)}`}
      </p>
      {codes && (
        <div class="codes" role="status">
          <p>{words.codesOnce}</p>
          <ul role="list" aria-labelledby="codes-title">
            {codes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <CopyButton
            key={codes[0]}
            text={codes.join("\n")}
            words={{ copy: words.copyCodes, copied: words.copied }}
          />
        </div>
      )}
      <AccountTroubleLine own={own} part="codes" />
      <button
        type="button"
        class="button"
        aria-busy={own.busyWith.value === "codes"}
        onClick={() => void own.renewRecoveryCodes()}
      >
        {left === 0 ? words.makeCodes : words.renewCodes}
      </button>
    </section>
  );
}
