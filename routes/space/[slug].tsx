import { page } from "fresh";
import { accountLinkOf } from "../../components/space/account_link.ts";
import { hindranceOf } from "../../components/space/entry_blocker.ts";
import { ownerLinkOf } from "../../components/space/owner_link.ts";
import { define } from "../../fresh.config.ts";
import SpaceIsland from "../../islands/SpaceIsland.tsx";
import { readSpaceVisit, type SpaceDoor } from "../../lib/server/http/pages/space_page_data.ts";

export const handler = define.handlers<SpaceDoor>({
  async GET(ctx) {
    const door = await readSpaceVisit(ctx.req, ctx.params.slug, ctx.state.services);
    // Who is let in and who is inside must be of now, also on the way back: docs/decisions/010-left-pages.md.
    return page(door, { headers: { "cache-control": "no-store" } });
  },
});

export default define.page<typeof handler>(({ data, state }) => (
  <SpaceIsland
    visit={{
      ...data.visit,
      accountLink: accountLinkOf(data.visit, state.locale),
      ownerLink: ownerLinkOf(data.visit, state.locale),
    }}
    hindrance={hindranceOf(data.entry, data.visit.slug, state.locale)}
    locale={state.locale}
  />
));
