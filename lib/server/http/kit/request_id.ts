/** The id of a request: in its answer, in problems, in the log and in traces. */
import type { Config } from "../../config/config.ts";
import { trustsNoProxy } from "../../base/client_address.ts";

/** An id as proxies make them: long enough to be one, and nothing that breaks a line. */
const acceptedId = /^[\w-]{8,64}$/;

/** The id that a trusted proxy has given (`X-Request-Id`), else a new one. It grants nothing: a client may choose it. */
export function requestIdOf(
  headers: Headers,
  { trustedProxies }: Pick<Config, "trustedProxies">,
): string {
  const given = headers.get("x-request-id") ?? "";
  const isAccepted = !trustsNoProxy(trustedProxies) && acceptedId.test(given);
  return isAccepted ? given : crypto.randomUUID();
}
