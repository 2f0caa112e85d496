import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";

/** `GET /api/health`: the process lives. What containers and proxies probe; asks nobody. */
export const getHealth: Endpoint = () => Promise.resolve(jsonResponse({ status: "ok" }));
