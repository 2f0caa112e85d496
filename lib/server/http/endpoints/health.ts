import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";

/** `GET /api/health`: the process runs. Liveness for containers and proxies; asks neither storage nor LiveKit. */
export const getHealth: Endpoint = () => Promise.resolve(jsonResponse({ status: "ok" }));
