/** Files under `routes/` and what each is for, by its name. */
// deno-lint-ignore-file no-explicit-any -- a route module is whatever its file exports
import type { Middleware } from "./define.ts";
import { lacks } from "./error.ts";
import type { Route } from "./segments.ts";

/** Most particular first, as Fresh sorts: `_app`, then in each folder by this rank and the alphabet. */
function rank(segment: string): number {
  if (segment === "_middleware") return 6;
  if (segment === "_error") return 4;
  if (segment.startsWith("_")) return 5;
  if (segment === "index") return 3;
  if (segment.startsWith("[...")) return 0;
  return segment.startsWith("[") ? 1 : 2;
}

export function compareRouteIds(a: string, b: string): number {
  if (a === "/_app" || b === "/_app") return a === b ? 0 : a === "/_app" ? -1 : 1;
  const [as, bs] = [a.split("/"), b.split("/")];
  for (let i = 0; i < Math.min(as.length, bs.length); i++) {
    if (as[i] !== bs[i]) return rank(bs[i]) - rank(as[i]) || (as[i] < bs[i] ? -1 : 1);
  }
  return bs.length - as.length;
}

/** `/space/[slug]` → `/space/:slug`; `/docs/[...rest]` → `/docs/:rest*`; `/api/index` → `/api`. */
export function patternOf(id: string): string {
  if (/\[\[|\]\[|\/\(/.test(id)) lacks(`routes${id} (optional, adjacent or grouped segments)`)();
  const path = id.replace(/\/index$/, "") || "/";
  return path.replaceAll(/\[\.\.\.(\w+)\]/g, ":$1*").replaceAll(/\[(\w+)\]/g, ":$1");
}

/** Which part a file plays in its folder. Routes proper are loaded at their first request. */
export function roleOf(id: string): { role: string; folder: string } {
  const at = id.lastIndexOf("/");
  const name = id.slice(at + 1);
  const role = name.startsWith("_") ? name : "route";
  if (!["_app", "_middleware", "_error", "_404", "route"].includes(role)) lacks(`routes${id}`)();
  return { role, folder: patternOf(id.slice(0, at)) };
}

/** @throws {Error} where a file exports nothing that its role needs. */
export function routeOf<State>(id: string, module: any): Route<State> {
  const handler = module.handlers ?? module.handler;
  const component = module.default;
  if (module.config !== undefined) lacks(`config in routes${id}`)();
  if (handler === undefined && component === undefined) {
    throw new Error(`Could not find relevant exports in: routes${id}`);
  }
  const show = () => ({ data: {} });
  if (handler === undefined) return { component, handler: show };
  if (typeof handler === "object" && component !== undefined && handler.GET === undefined) {
    return { component, handler: { ...handler, GET: show } };
  }
  return { component, handler };
}

/** A `_middleware` file's functions: its handler, or its default export, alone or in an array. */
export function middlewaresOf<State>(id: string, module: any): Middleware<State>[] {
  const found = [module.handlers ?? module.handler ?? module.default].flat();
  if (found.every((each) => typeof each === "function")) return found;
  throw new Error(`Could not find relevant exports in: routes${id}`);
}
