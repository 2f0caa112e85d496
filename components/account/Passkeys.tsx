import type { OwnAccount } from "../../lib/account/own_account.ts";
import { useOwnAccountWords } from "../messages/own_account_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { Plus } from "../shell/icons.tsx";
import { AccountTroubleLine } from "./AccountTroubleLine.tsx";
import { PasskeyItem } from "./PasskeyItem.tsx";

/** One's passkeys: named, removed, and one more. */
export function Passkeys({ own }: { own: OwnAccount }) {
  const words = useOwnAccountWords();
  const { passkeys } = own.account.value;
  return (
    <section class="account-part" aria-labelledby="passkeys-title">
      <h2 id="passkeys-title" tabIndex={-1} data-focus-home>{words.passkeys}</h2>
      <p class="account-why">{passkeys.length === 0 ? words.noPasskeys : words.passkeysWhy}</p>
      {passkeys.length > 0 && (
        <ul role="list" class="account-list" aria-labelledby="passkeys-title">
          {passkeys.map((passkey) => (
            <PasskeyItem
              key={passkey.id}
              passkey={passkey}
              onLabel={(label) => own.labelPasskey(passkey.id, label)}
              onRemove={() => own.removePasskey(passkey.id)}
            />
          ))}
        </ul>
      )}
      <AccountTroubleLine own={own} part="passkeys" />
      <button
        type="button"
        class="button"
        aria-busy={own.busyWith.value === "passkeys"}
        onClick={() => void own.addPasskey()}
      >
        <Icon of={Plus} size={18} />
        <span>{words.addPasskey}</span>
      </button>
    </section>
  );
}
