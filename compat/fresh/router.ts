/** Finds the handler for a method and a URL: exact paths first, then patterns in their order. */

export const methods = ["HEAD", "GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"] as const;

export type Method = typeof methods[number];

/** `methodMatch` is false where only the path is known. */
export interface Match<T> {
  pattern: string | null;
  params: Record<string, string>;
  item: T | null;
  methodMatch: boolean;
}

interface Entry<T> {
  path: string;
  byMethod: Map<string, T>;
  pattern: URLPattern | null;
}

export class Router<T> {
  #exact = new Map<string, Entry<T>>();
  #patterns: Entry<T>[] = [];

  add(method: Method, path: string, item: T) {
    let entry = this.#exact.get(path) ?? this.#patterns.find((known) => known.path === path);
    if (entry === undefined) {
      const isPattern = /[*:{}+?()]/.test(path);
      entry = {
        path,
        byMethod: new Map(),
        pattern: isPattern ? new URLPattern({ pathname: path }) : null,
      };
      if (isPattern) this.#patterns.push(entry);
      else this.#exact.set(path, entry);
    }
    if (!entry.byMethod.has(method)) entry.byMethod.set(method, item);
  }

  methodsOf(path: string): string[] {
    const entry = this.#exact.get(path) ?? this.#patterns.find((known) => known.path === path);
    return [...entry?.byMethod.keys() ?? []];
  }

  /** @throws {URIError} for a malformed `%` in a parameter, as Fresh does. */
  match(method: string, url: URL): Match<T> {
    const params: Record<string, string> = Object.create(null);
    const path = url.pathname;
    const other = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
    const exact = this.#exact.get(path) ?? this.#exact.get(other);
    if (exact !== undefined) return answer(exact, method, params);
    for (const entry of this.#patterns) {
      const found = entry.pattern?.exec(url);
      if (!found) continue;
      const match = answer(entry, method, params);
      if (match.methodMatch) {
        for (const [name, value] of Object.entries(found.pathname.groups)) {
          params[name] = value === undefined ? "" : decodeURI(value);
        }
      }
      return match;
    }
    return { pattern: null, params, item: null, methodMatch: false };
  }
}

function answer<T>(entry: Entry<T>, method: string, params: Record<string, string>): Match<T> {
  const { byMethod, path } = entry;
  const item = byMethod.get(method) ?? (method === "HEAD" ? byMethod.get("GET") : undefined);
  return { pattern: path, params, item: item ?? null, methodMatch: item !== undefined };
}
