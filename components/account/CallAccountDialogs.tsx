/** What the account's dialogs in a call hold; loaded when one of them is wanted. */
import type { ComponentChildren } from "preact";
import type { SignInPort } from "../../lib/account/account_port.ts";
import type { CallAccount } from "../../lib/account/call_account.ts";
import type { SignInWays } from "../../lib/contract/visit.ts";
import { useAccountWords } from "../messages/account_words.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { LogOut } from "../shell/icons.tsx";
import { Notice } from "../shell/Notice.tsx";
import { troubleWords } from "./account_trouble.ts";
import { ProviderWindow } from "./ProviderWindow.tsx";
import { SignInForm } from "./SignInForm.tsx";

interface SignInInCallProps {
  account: CallAccount;
  /** Must not change. */
  port: SignInPort;
  ways: SignInWays;
  name: string;
}

/** The same question as on its page; the call goes on meanwhile, and afterwards with the account. */
export function SignInInCall({ account, port, ways, name }: SignInInCallProps) {
  const words = useAccountWords().inCall;
  if (account.busyWith.value) return <p class="account-why" role="status">{words.moment}</p>;
  if (account.trouble.value) {
    return (
      <Trouble account={account}>
        <button type="button" class="button" onClick={() => void account.signedIn()}>
          {words.tryAgain}
        </button>
      </Trouble>
    );
  }
  return (
    <>
      <p class="account-why">{words.stays}</p>
      <SignInForm
        port={port}
        hasPasskeys={ways.hasPasskeys}
        name={name}
        isInDialog
        otherWays={ways.provider && (
          <ProviderWindow
            provider={ways.provider}
            isMain={!ways.hasPasskeys}
            isGivenUp={account.isGivenUp}
            onOpen={() => account.forget()}
          />
        )}
        onSignedIn={() => void account.signedIn()}
      />
    </>
  );
}

/** Signing out: out of the call too, or on as somebody new. */
export function SignOutInCall({ account }: { account: CallAccount }) {
  const words = useAccountWords().inCall;
  const isBusy = account.busyWith.value !== null;
  return (
    <div class="sign-out-ways">
      <a href="/account" target="_blank">
        {words.own} <span class="visually-hidden">({words.ownMore})</span>
      </a>
      <p class="account-why">{words.outWhy}</p>
      <button
        type="button"
        class="button"
        aria-busy={isBusy}
        onClick={() => void account.signOut("stay")}
      >
        {words.outAndStay}
      </button>
      <button
        type="button"
        class="button"
        aria-busy={isBusy}
        onClick={() => void account.signOut("leave")}
      >
        <Icon of={LogOut} size={18} />
        <span>{words.outAndGo}</span>
      </button>
      {account.trouble.value && <Trouble account={account} />}
    </div>
  );
}

interface TroubleProps {
  account: CallAccount;
  children?: ComponentChildren;
}

/** The server may have refused the account, or the call to it. */
function Trouble({ account, children }: TroubleProps) {
  const accountWords = useAccountWords().trouble;
  const callWords: Record<string, string> = useCallWords().callError;
  const code = account.trouble.value ?? "";
  const text = Object.hasOwn(callWords, code) ? callWords[code] : troubleWords(accountWords, code);
  return <Notice tone="attention" text={text}>{children}</Notice>;
}
