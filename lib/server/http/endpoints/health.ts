import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";

/**
 * `GET /api/health`: the process runs. Liveness for containers and proxies; asks neither storage nor LiveKit. `503` once the
 * process is about to end.
 */
export const getHealth: Endpoint = (_request, { isDraining }) =>
  Promise.resolve(
    isDraining?.() ? jsonResponse({ status: "draining" }, 503) : jsonResponse({ status: "ok" }),
  );
