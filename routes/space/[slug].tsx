import { HttpError, page } from "fresh";
import { accountLinkOf } from "../../components/space/account_link.ts";
import { hindranceOf } from "../../components/space/hindrance.ts";
import { ownerLinkOf } from "../../components/space/owner_link.ts";
import { define } from "../../fresh.config.ts";
import SpaceIsland from "../../islands/SpaceIsland.tsx";
import { roomNameOf, slugSchema } from "../../lib/contract/names.ts";
import type { EntryCode } from "../../lib/contract/space.ts";
import type { SpaceVisit } from "../../lib/contract/visit.ts";
import { entryAhead } from "../../lib/server/entry_ahead.ts";
import { isLiveKitReady } from "../../lib/server/health.ts";
import { signInWays } from "../../lib/server/http/sign_in_ways.ts";
import { visitorOf } from "../../lib/server/http/visitor.ts";
import { readPresence, withoutNames } from "../../lib/server/presence.ts";
import { isSpace } from "../../lib/server/spaces.ts";

export const handler = define.handlers<{ visit: SpaceVisit; entry: EntryCode }>({
  async GET(ctx) {
    const { slug } = ctx.params;
    if (!slugSchema.safeParse(slug).success) throw new HttpError(404);
    const { services } = ctx.state;
    const [isThere, visitor, { presence }, livekitReady] = await Promise.all([
      isSpace(services, slug),
      visitorOf(ctx.req, slug, services),
      readPresence(services.kv, slug),
      isLiveKitReady(services),
    ]);
    if (!isThere) throw new HttpError(404);
    const entry = await entryAhead(services, slug, visitor);
    const visit: SpaceVisit = {
      slug,
      roomName: roomNameOf(slug),
      livekitUrl: services.config.livekit?.url ?? "",
      livekitReady,
      visitor,
      presence: visitor?.admitted ? presence : withoutNames(presence),
      signIn: signInWays(services.config, `/space/${slug}`),
    };
    // Who is let in and who is inside must be of now, also on the way back: docs/decisions/010-left-pages.md.
    return page({ visit, entry }, { headers: { "cache-control": "no-store" } });
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
