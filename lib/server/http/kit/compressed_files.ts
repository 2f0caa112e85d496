/** Built files as the build has compressed them: Deno would compress a file anew for every request, while the page waits. */
import { z } from "zod";
import { acceptedEncoding, type Encoding, endings } from "./accepted_encoding.ts";

/** By the path of a file: its two forms. */
export type CompressedFiles = ReadonlyMap<string, Readonly<Record<Encoding, BufferSource>>>;

/** Reads what `compat/compress_files.ts` wrote into `folder`: all files of a build are about half a megabyte. Nothing without a build. */
export async function readCompressedFiles(folder: URL): Promise<CompressedFiles> {
  try {
    const list = await Deno.readTextFile(new URL("files.json", folder));
    const paths = z.array(z.string()).parse(JSON.parse(list));
    const read = (path: string, encoding: Encoding) =>
      Deno.readFile(new URL(`.${path}${endings[encoding]}`, folder));
    return new Map(
      await Promise.all(
        paths.map(async (path) =>
          [path, { br: await read(path, "br"), gzip: await read(path, "gzip") }] as const
        ),
      ),
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Map();
    throw error;
  }
}

/**
 * The answer of `next` with the compressed form in the place of its body, where there is one, the request takes it, and the
 * address is one that changes with the build. Other spellings of an address have none: the work and the memory are the build's.
 */
export async function answerCompressed(
  files: CompressedFiles,
  request: Request,
  next: () => Promise<Response>,
): Promise<Response> {
  const answer = await next();
  const file = request.method === "GET" ? files.get(new URL(request.url).pathname) : undefined;
  const encoding = acceptedEncoding(request.headers.get("accept-encoding") ?? "");
  const isLasting = answer.status === 200 &&
    /\bimmutable\b/.test(answer.headers.get("cache-control") ?? "");
  if (file === undefined || encoding === null || !isLasting) return answer;
  await answer.body?.cancel();
  const headers = new Headers(answer.headers);
  headers.set("content-encoding", encoding);
  headers.append("vary", "accept-encoding");
  headers.delete("content-length");
  return new Response(file[encoding], { headers });
}
