/** Deno's own OpenTelemetry (`OTEL_DENO=true`): what it cannot know of a request. */
import { type AttributeValue, type Span, trace } from "@opentelemetry/api";

/**
 * Keeps what follows an address's path out of every span: at the end of a provider's sign-in it is a `code` and a `state`. Deno
 * itself writes `url.full` and `url.query`, before any middleware and by its span's own `setAttribute`; it has no span
 * processor, and an attribute that is set again is there twice. Nothing happens where tracing is off.
 */
export function keepQueriesOut() {
  const span = trace.getTracer("madang").startSpan("unused");
  if (!span.isRecording()) return;
  const prototype: Pick<Span, "setAttribute"> = Object.getPrototypeOf(span);
  const { setAttribute } = prototype;
  prototype.setAttribute = function (this: Span, name: string, value: AttributeValue) {
    if (name === "url.query") return this;
    return setAttribute.call(this, name, name === "url.full" ? withoutQuery(value) : value);
  };
}

function withoutQuery(address: AttributeValue): AttributeValue {
  if (typeof address !== "string" || !URL.canParse(address)) return "";
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}

/** Names the span of the request under way, if there is one, by its route, and puts the request's id in. */
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
