/** Deno's own OpenTelemetry (`OTEL_DENO=true`): what it cannot know of a request. */
import { trace } from "@opentelemetry/api";

/**
 * Names the span of the request under way, if there is one, by its route, and puts the request's id in. Deno writes the whole
 * address into the span before this; an attribute that is set again is there twice (docs/operators.md has the remedy).
 */
export function describeSpan(
  { method }: Pick<Request, "method">,
  route: string | null,
  requestId: string,
) {
  const span = trace.getActiveSpan();
  if (span === undefined) return;
  span.setAttribute("madang.request_id", requestId);
  if (route === null) return;
  span.setAttribute("http.route", route);
  span.updateName(`${method} ${route}`);
}
