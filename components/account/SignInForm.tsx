import { KeyRound } from "../shell/icons.tsx";
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { SignInPort } from "../../lib/account/account_port.ts";
import { SignIn } from "../../lib/account/sign_in.ts";
import type { SignedIn } from "../../lib/contract/account.ts";
import { useAccountWords } from "../messages/account_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { type NameProblem, nameProblemOf } from "../space/name_problem.ts";
import { NameField } from "../space/NameField.tsx";
import { troubleWords } from "./account_trouble.ts";
import { CodeField } from "./CodeField.tsx";

interface SignInFormProps {
  /** Must not change. */
  port: SignInPort;
  hasPasskeys: boolean;
  /** What a newcomer is called so far, e.g. as a guest. */
  name?: string;
  /** Buttons of other ways, such as an identity provider's, beneath the passkey's. */
  otherWays?: ComponentChildren;
  /** The dialog has the first question's title, and says why. */
  isInDialog?: boolean;
  /** Told once; the browser has its session. */
  onSignedIn(who: SignedIn): void;
}

/** One calm question: how do you sign in? For a page of its own and for a dialog alike. */
export function SignInForm(props: SignInFormProps) {
  const { port, hasPasskeys, name, otherWays, isInDialog = false, onSignedIn } = props;
  const words = useAccountWords();
  const model = useMemo(() => new SignIn(port, (who) => onSignedIn(who)), []);
  const step = model.step.value;
  const isBusy = model.isBusy.value;
  const newName = useSignal(name ?? "");
  const nameProblem = useSignal<NameProblem | null>(null);
  const code = useSignal("");
  const isCodeMissing = useSignal(false);
  const title = useRef<HTMLHeadingElement>(null);
  const firstStep = useRef(true);

  useLayoutEffect(() => {
    // At once, so that no key goes astray: to what is asked, or to the question; not on arrival, where the page is.
    const field = document.getElementById(
      { choose: "", new: "new-name", code: "recovery-code" }[step],
    );
    if (!firstStep.current) (field ?? title.current)?.focus();
    firstStep.current = false;
  }, [step]);

  const register = () => {
    nameProblem.value = nameProblemOf(newName.peek());
    if (nameProblem.peek()) document.getElementById("new-name")?.focus();
    else void model.register(newName.peek());
  };
  const enterCode = () => {
    isCodeMissing.value = code.peek().trim() === "";
    if (isCodeMissing.peek()) document.getElementById("recovery-code")?.focus();
    else void model.useRecoveryCode(code.peek());
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (step === "new") register();
    else if (step === "code") enterCode();
    else void model.usePasskey();
  };

  const titles = {
    choose: words.signIn.title,
    new: words.signIn.newTitle,
    code: words.signIn.codeTitle,
  };
  const whys = { choose: words.signIn.why, new: words.signIn.newWhy, code: words.signIn.codeWhy };
  const actions = {
    choose: words.signIn.usePasskey,
    new: words.signIn.makePasskey,
    code: words.signIn.enter,
  };
  const trouble = model.trouble.value;
  const Title = isInDialog ? "h3" : "h1";
  return (
    <form class="sign-in" onSubmit={submit} novalidate>
      <Title
        ref={title}
        class={isInDialog && step === "choose" ? "visually-hidden" : ""}
        tabIndex={-1}
        data-focus-first
      >
        {titles[step]}
      </Title>
      {!(isInDialog && step === "choose") && (
        <p class="sign-in-why">
          {!hasPasskeys && !otherWays ? words.signIn.off : whys[step]}
        </p>
      )}
      {step === "new" && <NameField id="new-name" name={newName} problem={nameProblem} />}
      {step === "code" && <CodeField code={code} isMissing={isCodeMissing} />}
      <div class="sign-in-ways">
        {hasPasskeys && (
          <button
            type="submit"
            class="button button-main button-large"
            aria-busy={isBusy}
          >
            {step !== "code" && <Icon of={KeyRound} />}
            <span>{isBusy && step !== "code" ? words.signIn.busy : actions[step]}</span>
          </button>
        )}
        {step === "choose" && otherWays}
        {hasPasskeys && (
          <div class="sign-in-more">
            {(step === "choose" ? ["new", "code"] as const : ["choose"] as const).map((next) => (
              <button
                key={next}
                type="button"
                class="button button-quiet"
                onClick={() => model.go(next)}
              >
                {{
                  new: words.signIn.beNew,
                  code: words.signIn.useCode,
                  choose: words.signIn.back,
                }[next]}
              </button>
            ))}
          </div>
        )}
        <p class="sign-in-trouble" role="alert">
          {trouble && troubleWords(
            words.trouble,
            trouble,
            step === "code" ? "code-unknown" : "passkey-unknown",
          )}
        </p>
      </div>
      <noscript>
        <p class="notice notice-attention">{words.signIn.noScript}</p>
      </noscript>
    </form>
  );
}
