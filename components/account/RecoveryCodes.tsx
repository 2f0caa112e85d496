import { useSignal } from "@preact/signals";
import { Check, Copy } from "lucide-preact";
import type { OwnAccount } from "../../lib/account/own_account.ts";
import { copyText } from "../call/invitation_link.ts";
import { useAccountWords } from "../messages/account_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { AccountTroubleLine } from "./AccountTroubleLine.tsx";

/** How many are left, and new ones: shown once. */
export function RecoveryCodes({ own, isReady }: { own: OwnAccount; isReady: boolean }) {
  const words = useAccountWords().account;
  const isCopied = useSignal(false);
  const left = own.account.value.recoveryCodesLeft;
  const codes = own.newCodes.value;
  const renew = () => {
    isCopied.value = false;
    void own.renewRecoveryCodes();
  };
  const copy = async () => {
    isCopied.value = await copyText(codes?.join("\n") ?? "", navigator.clipboard);
  };
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
          <button type="button" class="button button-main" onClick={() => void copy()}>
            <Icon of={isCopied.value ? Check : Copy} size={18} />
            <span aria-live="polite">{isCopied.value ? words.copied : words.copyCodes}</span>
          </button>
        </div>
      )}
      <AccountTroubleLine own={own} part="codes" />
      <button
        type="button"
        class="button"
        disabled={!isReady}
        aria-busy={own.busyWith.value === "codes"}
        onClick={renew}
      >
        {left === 0 ? words.makeCodes : words.renewCodes}
      </button>
    </section>
  );
}
