/** The `Link` of a page: the engine names the scripts that it begins with, and a browser learns late what these import. */
import { z } from "zod";

const preloadsSchema = z.record(z.string(), z.array(z.string()));

/** For the address of a page's script, those of the others that it needs, the nearest first. */
export type Preloads = z.infer<typeof preloadsSchema>;

/** What `_fresh/preloads.json` says, which the last step of a build writes; nothing where there is no build. */
export async function readPreloads(file: URL): Promise<Preloads> {
  try {
    return preloadsSchema.parse(JSON.parse(await Deno.readTextFile(file)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

/** Adds to `Link` what the scripts in it need. */
export function linkPreloads(headers: Headers, preloads: Preloads): void {
  const link = headers.get("link") ?? "";
  const needed = Object.keys(preloads).filter((page) => link.includes(`<${page}>`))
    .flatMap((page) => preloads[page]);
  for (const path of new Set(needed)) {
    headers.append("link", `<${encodeURI(path)}>; rel="modulepreload"; as="script"`);
  }
}
