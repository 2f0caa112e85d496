import { useMemo } from "preact/hooks";
import { type Provider, ProviderLink } from "../components/account/ProviderLink.tsx";
import { SignInForm } from "../components/account/SignInForm.tsx";
import type { Locale } from "../components/messages/locale.ts";
import { Island } from "../components/shell/Island.tsx";
import { NewBuild } from "../components/shell/NewBuild.tsx";
import { useLive } from "../components/shell/useLive.ts";
import { lateSignInPort, tellOtherTabs } from "../lib/account/late_sign_in_port.ts";
import { isOfOldBuild } from "../lib/media/browser/newer_build.ts";

interface SignInIslandProps {
  locale: Locale;
  hasPasskeys: boolean;
  provider: Provider | null;
  /** A path of our own. */
  returnTo: string;
}

/** The page of its own for signing in: where it ends, the browser goes on to where it came from. */
export default function SignInIsland(props: SignInIslandProps) {
  const { locale, hasPasskeys, provider, returnTo } = props;
  const port = useMemo(lateSignInPort, []);
  useLive();
  return (
    <Island locale={locale}>
      <SignInForm
        port={port}
        hasPasskeys={hasPasskeys}
        otherWays={provider && <ProviderLink provider={provider} isMain={!hasPasskeys} />}
        onSignedIn={async () => {
          await tellOtherTabs();
          location.assign(returnTo);
        }}
      />
      <NewBuild isOfOldBuild={isOfOldBuild} />
    </Island>
  );
}
