import { page } from "fresh";
import { callWordsOf } from "../../components/messages/call_words.ts";
import { accountLinkOf } from "../../components/space/account_link.ts";
import { entryBlockerOf } from "../../components/space/entry_blocker.ts";
import { ownerLinkOf } from "../../components/space/owner_link.ts";
import { define } from "../../fresh.config.ts";
import SpaceIsland from "../../islands/SpaceIsland.tsx";
import { spacePage } from "../../lib/contract/space_address.ts";
import { spaceAt } from "../../lib/server/http/kit/in_space.ts";
import { readSpaceVisit, type SpaceDoor } from "../../lib/server/http/pages/space_page_data.ts";

export const handler = define.handlers<SpaceDoor>({
  async GET(ctx) {
    const slug = await spaceAt(ctx.state.services, ctx.params.slug);
    const address = spacePage(slug);
    if (ctx.url.pathname !== address) return ctx.redirect(address + ctx.url.search);
    const door = await readSpaceVisit(ctx.req, slug, ctx.state.services);
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
      outsideWords: callWordsOf(state.locale).call.outside,
    }}
    entryBlocker={entryBlockerOf(data.entry, data.visit.slug, state.locale)}
    locale={state.locale}
  />
));
