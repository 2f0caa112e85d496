/** `GET /metrics`: the counters of this process, for Prometheus. */
import { AppError } from "../../base/app_error.ts";
import { hasBearer } from "../kit/credentials.ts";
import type { Endpoint } from "../kit/endpoint.ts";

/**
 * The metrics, for a request with `MADANG_METRICS_TOKEN`; without that variable there is nothing here.
 *
 * @throws AppError `not-found`, `unauthenticated`
 */
export const getMetrics: Endpoint = async (request, { config, metrics }) => {
  if (config.metricsToken === null) throw new AppError("not-found", "No metrics are served");
  if (!hasBearer(request, config.metricsToken)) {
    throw new AppError("unauthenticated", "Not the token of metrics");
  }
  const { body, type } = await metrics.text();
  return new Response(body, { headers: { "content-type": type, "cache-control": "no-store" } });
};
