import { useMemo } from "preact/hooks";
import { SignInForm } from "../components/account/SignInForm.tsx";
import type { Locale } from "../components/messages/locale.ts";
import { LocaleContext } from "../components/messages/words.ts";
import { FetchAccountPort } from "../lib/account/FetchAccountPort.ts";

interface SignInIslandProps {
  locale: Locale;
  hasPasskeys: boolean;
  /** A path of our own. */
  returnTo: string;
}

/** The page of its own for signing in: where it ends, the browser goes on to where it came from. */
export default function SignInIsland({ locale, hasPasskeys, returnTo }: SignInIslandProps) {
  const port = useMemo(() => new FetchAccountPort(), []);
  return (
    <LocaleContext.Provider value={locale}>
      <SignInForm
        port={port}
        hasPasskeys={hasPasskeys}
        onSignedIn={() => location.assign(returnTo)}
      />
    </LocaleContext.Provider>
  );
}
