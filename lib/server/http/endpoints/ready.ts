import { checkReadiness } from "../../presence/health.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";

/**
 * `GET /api/ready`: `{ livekit, storage }`, each true if it answers, and the `warnings` of this process; `503` unless both
 * answer. For people, not for load balancers.
 */
export const getReady: Endpoint = async (_request, services) => {
  const readiness = await checkReadiness(services);
  const isReady = readiness.livekit && readiness.storage;
  const body = { ...readiness, warnings: services.warnings.active };
  return jsonResponse(body, isReady ? 200 : 503, isReady ? {} : { "retry-after": "2" });
};
