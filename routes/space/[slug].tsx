import { page } from "fresh";
import { callWordsOf } from "../../components/messages/served_call_words.ts";
import { servedWordsOf } from "../../components/messages/served_words.ts";
import { accountLinkOf } from "../../components/space/account_link.ts";
import { entryBlockerOf } from "../../components/space/entry_blocker.ts";
import { testLinkOf } from "../../components/space/test_link.ts";
import { ownerLinkOf } from "../../components/space/owner_link.ts";
import { define } from "../../fresh.config.ts";
import SpaceIsland from "../../islands/SpaceIsland.tsx";
import { spacePage } from "../../lib/contract/space_address.ts";
import { spaceAt } from "../../lib/server/http/kit/in_space.ts";
import { type PreJoinData, readPreJoinData } from "../../lib/server/http/pages/space_page_data.ts";

export const handler = define.handlers<PreJoinData>({
  async GET(ctx) {
    const slug = await spaceAt(ctx.state.services, ctx.params.slug);
    const address = spacePage(slug);
    if (ctx.url.pathname !== address) return ctx.redirect(address + ctx.url.search);
    const data = await readPreJoinData(ctx.req, slug, ctx.state.services);
    ctx.state.spaceName = data.visit.spaceName ?? slug;
    // Entry and presence must be current, also after the browser's *Back*: docs/decisions/010-left-pages.md.
    return page(data, { headers: { "cache-control": "no-store" } });
  },
});

export default define.page<typeof handler>(({ data, state }) => (
  <SpaceIsland
    visit={{
      ...data.visit,
      accountLink: accountLinkOf(data.visit, state.locale),
      testLink: testLinkOf(data.visit.slug, state.locale),
      ownerLink: ownerLinkOf(data.visit, state.locale),
      outsideWords: callWordsOf(state.locale).call.outside,
      noScriptWords: servedWordsOf(state.locale).door.noScript,
      livekitAwayWords: data.visit.livekitReady
        ? undefined
        : servedWordsOf(state.locale).door.liveKitAway,
    }}
    entryBlocker={entryBlockerOf(data.entry, data.visit.slug, state.locale)}
    locale={state.locale}
  />
));
