/** The runtime in development: a page whose server was restarted, after an edit, loads itself anew. */
import { buildId } from "./build_id.ts";

export * from "./client.ts";

new EventSource("/_fresh/alive").onmessage = ({ data }) => {
  if (data !== buildId) location.reload();
};
