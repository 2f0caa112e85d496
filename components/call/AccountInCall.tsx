import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { browserCallAccount, loadAccountPort } from "../../lib/account/browser_call_account.ts";
import type { ParticipantKind } from "../../lib/contract/outside.ts";
import type { SignInWays } from "../../lib/contract/visit.ts";
import type { LiveKitCall, LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Dialog } from "../shell/Dialog.tsx";
import { Icon } from "../shell/Icon.tsx";
import { UserRound } from "../shell/icons.tsx";
import { useLazy } from "../shell/useLazy.ts";
import { CodeMissing } from "../space/CodeMissing.tsx";

interface AccountInCallProps {
  call: Pick<LiveKitCall, "changeSession" | "leave">;
  media: Pick<LiveKitMedia, "participantTracks">;
  ways: SignInWays;
}

/** The account in a call: a guest may sign in and a user may sign out while the call goes on. */
export function AccountInCall({ call, media, ways }: AccountInCallProps) {
  const { account: words, signIn } = useCallWords();
  const own = useComputed(() => media.participantTracks.value.find((person) => person.isLocal));
  const kind = useComputed(() => own.value?.kind.value ?? null);
  const account = useMemo(() =>
    browserCallAccount({
      changeSession: (change) => call.changeSession(change),
      leave: () => call.leave(),
      isGuest: () => kind.peek() === "guest",
    }), []);
  const dialogs = useLazy(async () => {
    const [code, port] = await Promise.all([
      import("../account/CallAccountDialogs.tsx"),
      loadAccountPort(),
    ]);
    return { ...code, port };
  });
  /** The open dialog, by the kind that the participant had when it opened; `null`: none is open. */
  const open = useSignal<ParticipantKind | null>(null);
  const hasSignedIn = useSignal(false);
  useEffect(() => account.start(), []);
  const before = useRef<ParticipantKind | null>(null);
  useSignalEffect(() => {
    const now = kind.value;
    if (now === null || now === before.current) return;
    // The participant's kind has changed, so the open dialog has done its work.
    hasSignedIn.value = before.current === "guest";
    before.current = now;
    open.value = null;
  });
  useSignalEffect(() => {
    if (account.trouble.value === null || open.peek()) return;
    dialogs.load();
    open.value = kind.peek();
  });

  const show = () => {
    dialogs.load();
    account.forget();
    open.value = kind.peek();
  };
  const close = () => {
    open.value = null;
  };
  if (!own.value) return null;
  const name = own.value.displayName.value;
  const isGuest = kind.value === "guest";
  const code = dialogs.module.value;
  return (
    <>
      <button
        type="button"
        class={`account-button header-link ${isGuest ? "" : "header-link-account"}`}
        aria-label={isGuest ? signIn : words.own(name)}
        aria-haspopup="dialog"
        onPointerEnter={dialogs.load}
        onFocus={dialogs.load}
        onClick={show}
      >
        {isGuest ? signIn : (
          <>
            <Icon of={UserRound} size={18} />
            <span>{name}</span>
          </>
        )}
      </button>
      <p class="visually-hidden" role="status">{hasSignedIn.value && words.now(name)}</p>
      {open.value && (
        <Dialog
          id="account"
          class="dialog-short"
          title={open.value === "guest" ? signIn : words.title(name)}
          closeWord={open.value === "guest" ? words.notNow : words.close}
          onClose={close}
        >
          {dialogs.hasFailed.value && <CodeMissing />}
          {code && (open.value === "guest"
            ? (
              <code.SignInInCall
                account={account}
                port={code.port}
                ways={ways}
                name={name.replace(/ \(\d+\)$/, "")}
              />
            )
            : <code.SignOutInCall account={account} />)}
        </Dialog>
      )}
    </>
  );
}
