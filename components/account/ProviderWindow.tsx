import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { SignInWays } from "../../lib/contract/visit.ts";
import { useAccountWords } from "../messages/account_words.ts";
import { Notice } from "../shell/Notice.tsx";

interface ProviderWindowProps {
  provider: NonNullable<SignInWays["provider"]>;
  isMain: boolean;
  /** The window told that nobody signed in there. */
  isGivenUp: ReadonlySignal<boolean>;
  onOpen(): void;
}

/**
 * The way to sign in at an identity provider without leaving the page: a small window, which tells by itself how it
 * ended (whether it is still open, a page cannot know). Where the browser opens none, the way by page.
 */
export function ProviderWindow({ provider, isMain, isGivenUp, onOpen }: ProviderWindowProps) {
  const words = useAccountWords();
  const state = useSignal<"closed" | "opened" | "blocked">("closed");
  const show = () => {
    onOpen();
    // Within the click: a moment later it would be blocked.
    const opened = open(provider.windowHref, "madang-sign-in", "popup,width=480,height=680");
    state.value = opened ? "opened" : "blocked";
  };
  return (
    <>
      <button
        type="button"
        class={isMain ? "button button-main button-large" : "button button-large"}
        aria-haspopup="dialog"
        onClick={show}
      >
        {words.signIn.continueWith(provider.name)}
      </button>
      {state.value === "blocked"
        ? (
          <Notice tone="attention" text={words.inCall.blocked} more={words.inCall.blockedMore}>
            <a class="button" href={provider.href}>{words.inCall.byPage}</a>
          </Notice>
        )
        : (
          <p class="account-why" role="status">
            {isGivenUp.value ? words.inCall.givenUp : state.value === "opened" && words.inCall.goOn}
          </p>
        )}
    </>
  );
}
