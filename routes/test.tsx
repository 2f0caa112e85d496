import { page } from "fresh";
import { PageHeader } from "../components/shell/PageHeader.tsx";
import { define } from "../fresh.config.ts";
import TestIsland from "../islands/TestIsland.tsx";
import { ownPath } from "../lib/server/http/kit/own_path.ts";

export const handler = define.handlers<{ returnTo: string }>({
  /** `?return=/own/path` is where *Back* leads to. */
  GET(ctx) {
    return page({ returnTo: ownPath(ctx.url.searchParams.get("return")) });
  },
});

export default define.page<typeof handler>(({ data: { returnTo }, state }) => (
  <>
    <PageHeader
      locale={state.locale}
      query={returnTo === "/" ? "" : `return=${encodeURIComponent(returnTo)}`}
    />
    <main class="home account-page" id="content">
      <TestIsland locale={state.locale} returnTo={returnTo} />
    </main>
  </>
));
