import { page } from "fresh";
import { PageHeader } from "../components/shell/PageHeader.tsx";
import { define } from "../fresh.config.ts";
import AdminIsland from "../islands/AdminIsland.tsx";
import { AppError } from "../lib/server/base/app_error.ts";

/** No page links here, and no search engine should. */
const headers = {
  "cache-control": "no-store",
  "x-robots-tag": "noindex, nofollow",
  "referrer-policy": "no-referrer",
};

export const handler = define.handlers({
  /** Without `MADANG_ADMIN_TOKEN` there is nothing here. */
  GET(ctx) {
    if (ctx.state.services.config.adminToken === null) {
      throw new AppError("not-found", "Administration is off");
    }
    return page(undefined, { headers });
  },
});

export default define.page<typeof handler>(({ state }) => (
  <>
    <PageHeader locale={state.locale} />
    <main class="home account-page" id="content">
      <AdminIsland locale={state.locale} />
    </main>
  </>
));
