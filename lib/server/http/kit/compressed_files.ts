/** Built files as the build has compressed them: Deno would compress a file anew for every request, while the page waits. */
import { z } from "zod";
import { acceptedEncoding, type Encoding, endings } from "./accepted_encoding.ts";

/** A file in its two forms. */
interface CompressedFile extends Readonly<Record<Encoding, BufferSource>> {
  /** The query and the headers of its answer that may be kept for ever; `null` before the first. */
  lasting: { readonly search: string; readonly headers: Headers } | null;
}

/** By the path of a file. */
export type CompressedFiles = ReadonlyMap<string, CompressedFile>;

/** Reads what `compat/compress_files.ts` wrote into `folder`: all files of a build are about half a megabyte. Nothing without a build. */
export async function readCompressedFiles(folder: URL): Promise<CompressedFiles> {
  try {
    const list = await Deno.readTextFile(new URL("files.json", folder));
    const paths = z.array(z.string()).parse(JSON.parse(list));
    const read = (path: string, encoding: Encoding) =>
      Deno.readFile(new URL(`.${path}${endings[encoding]}`, folder));
    return new Map(
      await Promise.all(
        paths.map(async (path): Promise<[string, CompressedFile]> => [
          path,
          { br: await read(path, "br"), gzip: await read(path, "gzip"), lasting: null },
        ]),
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
 * From the second time on `next` is not asked: it opens the file for each answer.
 */
export async function answerCompressed(
  files: CompressedFiles,
  request: Request,
  next: () => Promise<Response>,
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const file = request.method === "GET" ? files.get(pathname) : undefined;
  const encoding = acceptedEncoding(request.headers.get("accept-encoding") ?? "");
  if (file === undefined || encoding === null) return await next();
  const isAsked = !request.headers.has("if-none-match");
  if (isAsked && file.lasting?.search === search) {
    return new Response(file[encoding], { headers: withEncoding(file.lasting.headers, encoding) });
  }
  const answer = await next();
  const isLasting = answer.status === 200 &&
    /\bimmutable\b/.test(answer.headers.get("cache-control") ?? "");
  if (!isLasting) return answer;
  await answer.body?.cancel();
  file.lasting = { search, headers: new Headers(answer.headers) };
  return new Response(file[encoding], { headers: withEncoding(answer.headers, encoding) });
}

function withEncoding(before: Headers, encoding: Encoding): Headers {
  const headers = new Headers(before);
  headers.set("content-encoding", encoding);
  headers.append("vary", "accept-encoding");
  headers.delete("content-length");
  return headers;
}
