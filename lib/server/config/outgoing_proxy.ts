/** Calls to this machine itself never go to `HTTP_PROXY`: they carry LiveKit's admin token. */

const loopback = ["localhost", "127.0.0.0/8", "::1"];

/** Adds loopback to `NO_PROXY`, which Deno reads once, at its first request, and prefers to `no_proxy`. */
export function callLoopbackDirectly(env: Pick<Deno.Env, "get" | "set">) {
  const given = (env.get("NO_PROXY") ?? env.get("no_proxy") ?? "").split(",").map((host) =>
    host.trim()
  ).filter(Boolean);
  env.set("NO_PROXY", [...new Set([...given, ...loopback])].join(","));
}
