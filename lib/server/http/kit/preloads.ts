/** Preloads in a page's `Link` header: Fresh names the entry scripts there; a browser would learn late which modules they import. */
import { z } from "zod";

const preloadsSchema = z.record(z.string(), z.array(z.string()));

/** The path of an entry script → the paths of the modules that it imports, the nearest first. */
export type Preloads = z.infer<typeof preloadsSchema>;

/** Reads `_fresh/preloads.json`, which the last step of a build writes; `{}` without a build. */
export async function readPreloads(file: URL): Promise<Preloads> {
  try {
    return preloadsSchema.parse(JSON.parse(await Deno.readTextFile(file)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

/** Adds a `modulepreload` to `Link` for each import of the scripts in it. */
export function linkPreloads(headers: Headers, preloads: Preloads): void {
  const link = headers.get("link") ?? "";
  const needed = Object.keys(preloads).filter((page) => link.includes(`<${page}>`))
    .flatMap((page) => preloads[page]);
  for (const path of new Set(needed)) {
    headers.append("link", `<${encodeURI(path)}>; rel="modulepreload"; as="script"`);
  }
}
