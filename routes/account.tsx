import { page } from "fresh";
import { PageHeader } from "../components/shell/PageHeader.tsx";
import { define } from "../fresh.config.ts";
import AccountIsland from "../islands/AccountIsland.tsx";
import {
  type AccountPageData,
  readAccountPageData,
} from "../lib/server/http/pages/account_page_data.ts";
import { providerSignOutPath } from "../lib/server/http/endpoints/oidc.ts";
import { ownPath } from "../lib/server/http/kit/own_path.ts";

export const handler = define.handlers<
  AccountPageData & { returnTo: string; signOutPath: string | null }
>({
  /** Redirects to the sign-in page without a user session. `?return=/own/path` is where signing out leads to. */
  async GET(ctx) {
    const data = await readAccountPageData(ctx.req, ctx.state.services);
    const returnTo = ownPath(ctx.url.searchParams.get("return"));
    if (data) {
      const signOutPath = providerSignOutPath(ctx.state.services.config, data.account.issuers);
      const headers = { "cache-control": "no-store" };
      return page({ ...data, returnTo, signOutPath }, { headers });
    }
    const answer = ctx.redirect("/sign-in?return=/account", 303);
    answer.headers.set("cache-control", "no-store");
    return answer;
  },
});

export default define.page<typeof handler>(({ data, state }) => (
  <>
    <PageHeader
      locale={state.locale}
      query={data.returnTo === "/" ? "" : `return=${encodeURIComponent(data.returnTo)}`}
    />
    <main class="home account-page" id="content">
      <AccountIsland
        locale={state.locale}
        hasPasskeys={state.services.config.passkeys}
        account={data.account}
        sessions={data.sessions}
        slugs={data.slugs}
        names={data.names}
        returnTo={data.signOutPath ?? data.returnTo}
      />
    </main>
  </>
));
