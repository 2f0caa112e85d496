import { page } from "fresh";
import { PageHeader } from "../components/shell/PageHeader.tsx";
import { define } from "../fresh.config.ts";
import AccountIsland from "../islands/AccountIsland.tsx";
import { type AccountVisit, readAccountVisit } from "../lib/server/http/account_visit.ts";

export const handler = define.handlers<AccountVisit>({
  /** Who is not signed in is asked to, and comes back. */
  async GET(ctx) {
    const visit = await readAccountVisit(ctx.req, ctx.state.services);
    if (visit) return page(visit, { headers: { "cache-control": "no-store" } });
    const answer = ctx.redirect("/sign-in?return=/account", 303);
    answer.headers.set("cache-control", "no-store");
    return answer;
  },
});

export default define.page<typeof handler>(({ data, state }) => (
  <>
    <PageHeader locale={state.locale} />
    <main class="home account-page" id="content">
      <AccountIsland
        locale={state.locale}
        hasPasskeys={state.services.config.passkeys}
        account={data.account}
        sessions={data.sessions}
        slugs={data.slugs}
      />
    </main>
  </>
));
