/** Built files, compressed once and cached: Deno compresses a file anew for every request, while the page waits. */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const compress = {
  br: (bytes: Uint8Array) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes, { level: 9 }),
} as const;

/** The media types that compression makes smaller; fonts and pictures are compressed already. */
const textTypes = /^(text\/|image\/svg|application\/(json|manifest))/i;

interface CachedAsset {
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The query of an immutable asset, as Fresh writes it: `styles.css?__frsh_c=<build>`. */
const assetSearch = /^(\?__frsh_c=[\w-]+)?$/;

/** The most cached answers: more than the files of a build, in both encodings, with and without the query. */
export const maxKeptAssets = 1_000;

/**
 * A cache of compressed answers that are `immutable`, by address. One file has many spellings of its address
 * (`//styles.css`, `/%73tyles.css`, `?a`); only the spelling that pages link is cached, which bounds
 * memory and work.
 */
export class CompressedAssets {
  readonly #cache = new Map<string, CachedAsset>();

  /** The answer of `next`, compressed if it is a built file. `next` is not called when the cache has the answer. */
  async answer(request: Request, next: () => Promise<Response>): Promise<Response> {
    const encoding = request.method === "GET" && !request.headers.has("if-none-match") &&
      acceptedEncoding(request.headers.get("accept-encoding") ?? "");
    if (!encoding) return await next();
    const { pathname, search } = new URL(request.url);
    if (/%|\/\//.test(pathname) || !assetSearch.test(search)) return await next();
    const key = `${encoding} ${pathname}${search}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) return responseOf(cached);
    const answer = await next();
    if (!isImmutable(answer) || this.#cache.size >= maxKeptAssets) return answer;
    const headers = new Headers(answer.headers);
    headers.set("content-encoding", encoding);
    headers.append("vary", "accept-encoding");
    headers.delete("content-length");
    const body = new Uint8Array(await compress[encoding](await answer.bytes()));
    const asset = { headers, body };
    this.#cache.set(key, asset);
    return responseOf(asset);
  }
}

function responseOf({ headers, body }: CachedAsset): Response {
  return new Response(body, { headers });
}

function isImmutable({ status, headers }: Response): boolean {
  return status === 200 && !headers.has("content-encoding") &&
    /\bimmutable\b/.test(headers.get("cache-control") ?? "") &&
    textTypes.test(headers.get("content-type") ?? "");
}

/** The accepted encoding that makes the smallest body, or `null` (RFC 9110, 12.5.3). */
function acceptedEncoding(header: string): keyof typeof compress | null {
  const accepted = new Set(
    header.split(",").flatMap((entry) => {
      const [name, weight] = entry.trim().toLowerCase().split(/\s*;\s*/);
      return /^q=0(\.0*)?$/.test(weight ?? "") ? [] : [name];
    }),
  );
  if (accepted.has("br")) return "br";
  return accepted.has("gzip") ? "gzip" : null;
}
