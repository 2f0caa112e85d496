import { page } from "fresh";
import { ErrorPage } from "../components/pages/ErrorPage.tsx";
import { define } from "../fresh.config.ts";

/** Without this handler the page would have status 200. */
export const handler = define.handlers(() => page(undefined, { status: 404 }));

export default define.page(({ state, url }) => (
  <ErrorPage
    locale={state.locale ?? "en"}
    status={404}
    pathname={url.pathname}
  />
));
