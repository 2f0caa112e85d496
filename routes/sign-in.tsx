import { page } from "fresh";
import { PageHeader } from "../components/shell/PageHeader.tsx";
import { define } from "../fresh.config.ts";
import SignInIsland from "../islands/SignInIsland.tsx";
import { oidcStartPath } from "../lib/server/http/endpoints/oidc.ts";
import { ownPath } from "../lib/server/http/kit/own_path.ts";
import { visitorName } from "../lib/server/http/pages/visitor_name.ts";

export const handler = define.handlers<{ returnTo: string }>({
  /** `?return=/own/path` is the page to go on to: after the sign-in, or at once with a user session. */
  async GET(ctx) {
    const { services } = ctx.state;
    const { searchParams } = ctx.url;
    const returnTo = searchParams.has("return") ? ownPath(searchParams.get("return")) : "/account";
    const headers = { "cache-control": "no-store" };
    if (await visitorName(ctx.req, services) === null) return page({ returnTo }, { headers });
    const answer = ctx.redirect(returnTo, 303);
    answer.headers.set("cache-control", "no-store");
    return answer;
  },
});

export default define.page<typeof handler>(({ data: { returnTo }, state }) => {
  const { passkeys, oidc } = state.services.config;
  return (
    <>
      <PageHeader locale={state.locale} query={`return=${encodeURIComponent(returnTo)}`} />
      <main class="home" id="content">
        <SignInIsland
          locale={state.locale}
          hasPasskeys={passkeys}
          provider={oidc && { name: oidc.providerName, href: oidcStartPath(returnTo) }}
          returnTo={returnTo}
        />
      </main>
    </>
  );
});
