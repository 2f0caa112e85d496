import { HttpError } from "fresh";
import { ErrorPage } from "../components/pages/ErrorPage.tsx";
import { define } from "../fresh.config.ts";

export default define.page(({ error, state, url }) => (
  <ErrorPage
    locale={state.locale ?? "en"}
    status={error instanceof HttpError ? error.status : 500}
    isBadSlug={/^\/space\/[^/]+$/.test(url.pathname)}
    requestId={state.requestId}
  />
));
