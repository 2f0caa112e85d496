import { useMemo } from "preact/hooks";
import { AccountPage } from "../components/account/AccountPage.tsx";
import type { Locale } from "../components/messages/locale.ts";
import { Island } from "../components/shell/Island.tsx";
import { NewBuild } from "../components/shell/NewBuild.tsx";
import { useLive } from "../components/shell/useLive.ts";
import { FetchAccountPort } from "../lib/account/FetchAccountPort.ts";
import { OwnAccount } from "../lib/account/own_account.ts";
import type { Account, UserSession } from "../lib/contract/account.ts";
import { isOfOldBuild } from "../lib/media/browser/newer_build.ts";

interface AccountIslandProps {
  locale: Locale;
  hasPasskeys: boolean;
  account: Account;
  sessions: UserSession[];
  /** Slugs of the spaces that the account owns. */
  slugs: string[];
  names: Record<string, string>;
  /** A path of our own, opened after signing out. */
  returnTo: string;
}

export default function AccountIsland(props: AccountIslandProps) {
  const own = useMemo(
    () => new OwnAccount(new FetchAccountPort(), props, () => location.assign(props.returnTo)),
    [],
  );
  useLive();
  return (
    <Island locale={props.locale}>
      <AccountPage
        own={own}
        hasPasskeys={props.hasPasskeys}
        slugs={props.slugs}
        names={props.names}
      />
      <NewBuild isOfOldBuild={isOfOldBuild} />
    </Island>
  );
}
