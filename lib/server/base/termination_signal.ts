/**
 * Calls `end` when the process is asked to end. `deno serve` goes on until it has answered what it has begun:
 * streams, which never end, have to be ended. Deno Deploy has no signals, and Windows no SIGTERM.
 */
export function onTerminationSignal(end: () => void): void {
  if (Deno.env.get("DENO_DEPLOYMENT_ID")) return;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    if (Deno.build.os !== "windows" || signal === "SIGINT") Deno.addSignalListener(signal, end);
  }
}
