import { page } from "fresh";
import { PageHeader } from "../components/shell/PageHeader.tsx";
import { define } from "../fresh.config.ts";
import SignInIsland from "../islands/SignInIsland.tsx";
import { ownPath } from "../lib/contract/own_path.ts";
import { visitorName } from "../lib/server/http/visitor_name.ts";

export const handler = define.handlers<{ returnTo: string }>({
  /** `?return=/own/path`: where to go on afterwards; at once where somebody is signed in already. */
  async GET(ctx) {
    const { services } = ctx.state;
    const returnTo = ownPath(ctx.url.searchParams.get("return")) ?? "/account";
    const headers = { "cache-control": "no-store" };
    if (await visitorName(ctx.req, services) === null) return page({ returnTo }, { headers });
    const answer = ctx.redirect(returnTo, 303);
    answer.headers.set("cache-control", "no-store");
    return answer;
  },
});

export default define.page<typeof handler>(({ data, state }) => (
  <>
    <PageHeader locale={state.locale} query={`return=${encodeURIComponent(data.returnTo)}`} />
    <main class="home" id="content">
      <SignInIsland
        locale={state.locale}
        hasPasskeys={state.services.config.passkeys}
        returnTo={data.returnTo}
      />
    </main>
  </>
));
