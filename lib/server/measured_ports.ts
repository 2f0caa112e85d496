/** Storage and LiveKit as the server uses them, with each call measured. */
import type { Metrics } from "./base/metrics.ts";
import type { LiveKitPort } from "./livekit/livekit_port.ts";
import type { KvPort } from "./storage/kv_port.ts";

/** The same storage, measured by kind of call. */
export function measuredKv(kv: KvPort, metrics: Metrics): KvPort {
  const measure = <Value>(call: string, work: () => Promise<Value>) =>
    metrics.measure("storage", call, work);
  return {
    get: (key) => measure("get", () => kv.get(key)),
    getMany: (keys) => measure("getMany", () => kv.getMany(keys)),
    recall: (keys) => kv.recall(keys),
    commit: (commit) => measure("commit", () => kv.commit(commit)),
    list: (prefix, limit, range) => measure("list", () => kv.list(prefix, limit, range)),
    watch: (keys, changed) => kv.watch(keys, changed),
    close: () => kv.close(),
  };
}

/** The same LiveKit, measured by method: every method of the port is a call. */
export function measuredLiveKit(livekit: LiveKitPort, metrics: Metrics): LiveKitPort {
  return new Proxy(livekit, {
    get(target, name) {
      const method = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return (...parameters: unknown[]) =>
        metrics.measure(
          "livekit",
          String(name),
          async () => await Reflect.apply(method, target, parameters),
        );
    },
  });
}
