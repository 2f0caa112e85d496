import { page } from "fresh";
import { AccountLink } from "../components/account/AccountLink.tsx";
import { newSpaceSlug } from "../components/home/new_space_slug.ts";
import {
  readSpaceEntry,
  spaceEntryMaxCharacters,
  type SpaceEntryProblem,
} from "../components/home/space_entry.ts";
import { PageHeader } from "../components/shell/PageHeader.tsx";
import { define } from "../fresh.config.ts";
import IndexIsland from "../islands/IndexIsland.tsx";
import { spacePage } from "../lib/contract/space_address.ts";
import { visitorName } from "../lib/server/http/pages/visitor_name.ts";

interface IndexData {
  /** The name of the signed-in user. */
  name: string | null;
  /** The text of the form's field. */
  entered: string;
  problem: SpaceEntryProblem | null;
  /** The slug of a new space. */
  suggested: string;
}

/** The page contains the user's name. */
const uncached = { "cache-control": "no-store" };

export const handler = define.handlers<IndexData>({
  /** Also answers the forms: `?space=tea-house`. `?new=1` is for bookmarks. */
  async GET(ctx) {
    const { searchParams } = ctx.url;
    const suggested = newSpaceSlug(ctx.state.services.randomBytes, ctx.state.locale);
    if (searchParams.has("new")) {
      const answer = ctx.redirect(spacePage(suggested), 303);
      answer.headers.set("cache-control", "no-store");
      return answer;
    }
    const entered = searchParams.get("space");
    // The page works without the name, which is only in the header's link.
    const name = await visitorName(ctx.req, ctx.state.services).catch(() => null);
    if (entered === null) {
      return page({ name, entered: "", problem: null, suggested }, { headers: uncached });
    }
    const { slug, problem } = readSpaceEntry(entered);
    if (slug !== null) return ctx.redirect(spacePage(slug), 303);
    const shown = entered.slice(0, spaceEntryMaxCharacters);
    return page({ name, entered: shown, problem, suggested }, { status: 400, headers: uncached });
  },
});

export default define.page<typeof handler>(({ data, state }) => (
  <>
    <PageHeader locale={state.locale}>
      <AccountLink locale={state.locale} name={data.name} />
    </PageHeader>
    <main class="home" id="content">
      <IndexIsland
        locale={state.locale}
        suggested={data.suggested}
        entered={data.entered}
        problem={data.problem}
      />
    </main>
  </>
));
