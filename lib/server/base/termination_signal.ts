/**
 * Calls `end` on SIGINT and SIGTERM. `deno serve` then waits for every response that has begun: endless streams have to
 * be closed here. Deno Deploy has no signals, and Windows no SIGTERM.
 */
export function onTerminationSignal(end: () => void): void {
  if (Deno.env.get("DENO_DEPLOYMENT_ID")) return;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    if (Deno.build.os !== "windows" || signal === "SIGINT") Deno.addSignalListener(signal, end);
  }
}
