/**
 * Calls `drain` on SIGUSR2, by which an operator announces the end: `deno serve` closes its port at the first SIGTERM, and a
 * proxy would still send requests there. Not on Windows and Deno Deploy.
 */
export function onDrainSignal(drain: () => void): void {
  if (Deno.env.get("DENO_DEPLOYMENT_ID") || Deno.build.os === "windows") return;
  Deno.addSignalListener("SIGUSR2", drain);
}

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
