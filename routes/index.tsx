import { page } from "fresh";
import { newSpaceSlug } from "../components/home/new_space_slug.ts";
import { readSpaceEntry, type SpaceEntryProblem } from "../components/home/space_entry.ts";
import { PageHeader } from "../components/shell/PageHeader.tsx";
import { define } from "../fresh.config.ts";
import IndexIsland from "../islands/IndexIsland.tsx";

interface IndexData {
  entered: string;
  problem: SpaceEntryProblem | null;
}

export const handler = define.handlers<IndexData>({
  /** The form's own way, without JavaScript: `?space=tea-house`, or `?new=1`. */
  GET(ctx) {
    const { searchParams } = ctx.url;
    if (searchParams.has("new")) {
      const answer = ctx.redirect(`/space/${newSpaceSlug(ctx.state.services.randomBytes)}`, 303);
      answer.headers.set("cache-control", "no-store");
      return answer;
    }
    const entered = searchParams.get("space");
    if (entered === null) return page({ entered: "", problem: null });
    const { slug, problem } = readSpaceEntry(entered);
    if (slug !== null) return ctx.redirect(`/space/${slug}`, 303);
    return page({ entered: entered.slice(0, 200), problem }, { status: 400 });
  },
});

export default define.page<typeof handler>(({ data, state }) => (
  <>
    <PageHeader locale={state.locale} />
    <main class="home" id="content">
      <IndexIsland locale={state.locale} entered={data.entered} problem={data.problem} />
    </main>
  </>
));
