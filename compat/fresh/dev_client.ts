/** The runtime in development: a page whose server was restarted, after an edit, loads itself anew. */
import { buildId } from "./build_id.ts";
import { alivePath } from "./live_reload.ts";

export * from "./client.ts";

new EventSource(alivePath).onmessage = ({ data }) => {
  if (data !== buildId) location.reload();
};
