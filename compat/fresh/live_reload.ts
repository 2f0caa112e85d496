/** In development: how a page learns that the server it came from was restarted. Fresh's own does it by a WebSocket. */
import { buildId } from "./build_id.ts";

/** Where it is told. */
export const alivePath = "/_fresh/alive";

/** Says which process this is, and stays open until that ends. */
export function aliveResponse(): Response {
  const said = new TextEncoder().encode(`retry: 1000\ndata: ${buildId}\n\n`);
  const body = new ReadableStream({ start: (controller) => controller.enqueue(said) });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}
