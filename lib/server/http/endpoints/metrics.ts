/** `GET /metrics`: the counters of this process, for Prometheus. */
import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { AppError } from "../../base/app_error.ts";
import { hashToken } from "../../base/session_tokens.ts";
import { bearerOf } from "../kit/credentials.ts";
import type { Endpoint } from "../kit/endpoint.ts";

/**
 * The metrics, for a request with `MADANG_METRICS_TOKEN`; without that variable there is nothing here.
 *
 * @throws AppError `not-found`, `unauthenticated`
 */
export const getMetrics: Endpoint = async (request, { config, metrics }) => {
  if (config.metricsToken === null) throw new AppError("not-found", "No metrics are served");
  const given = Buffer.from(hashToken(bearerOf(request) ?? ""));
  if (!timingSafeEqual(given, Buffer.from(hashToken(config.metricsToken)))) {
    throw new AppError("unauthenticated", "Not the token of metrics");
  }
  const { body, type } = await metrics.text();
  return new Response(body, { headers: { "content-type": type, "cache-control": "no-store" } });
};
