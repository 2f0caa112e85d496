import { page } from "fresh";
import { AccountLink } from "../../../components/account/AccountLink.tsx";
import { PageHeader } from "../../../components/shell/PageHeader.tsx";
import { define } from "../../../fresh.config.ts";
import OwnerIsland from "../../../islands/OwnerIsland.tsx";
import type { SettingsPageData } from "../../../lib/contract/settings_page_data.ts";
import { spacePage } from "../../../lib/contract/space_address.ts";
import { spaceAt } from "../../../lib/server/http/kit/in_space.ts";
import { readOwnerPageData } from "../../../lib/server/http/pages/owner_page_data.ts";
import { visitorName } from "../../../lib/server/http/pages/visitor_name.ts";

export const handler = define.handlers<{ visit: SettingsPageData; name: string | null }>({
  async GET(ctx) {
    const { services } = ctx.state;
    const slug = await spaceAt(services, ctx.params.slug);
    const address = spacePage(slug, "/settings");
    if (ctx.url.pathname !== address) return ctx.redirect(address + ctx.url.search);
    const [visit, name] = await Promise.all([
      readOwnerPageData(ctx.req, slug, services),
      // The page works without the name, which is only in the header's link.
      visitorName(ctx.req, services).catch(() => null),
    ]);
    if (visit.state === "cares") ctx.state.spaceName = visit.space.name ?? slug;
    return page({ visit, name }, { headers: { "cache-control": "no-store" } });
  },
});

export default define.page<typeof handler>(({ data, state }) => (
  <>
    <PageHeader locale={state.locale}>
      <AccountLink locale={state.locale} name={data.name} />
    </PageHeader>
    <main class="home account-page" id="content">
      <OwnerIsland locale={state.locale} visit={data.visit} />
    </main>
  </>
));
