/** Built files, compressed once: Deno compresses each of them anew for every visitor, while the page waits. */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const compress = {
  br: (bytes: Uint8Array) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes, { level: 9 }),
} as const;

/** What is worth being compressed; fonts and pictures are already. */
const textTypes = /^(text\/|image\/svg|application\/(json|manifest))/i;

interface CachedAsset {
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** `styles.css?__frsh_c=<build>`: Fresh's mark of an address that lasts. */
const assetSearch = /^(\?__frsh_c=[\w-]+)?$/;

/** More than a build has files, in both encodings, with the mark and without. */
export const maxKeptAssets = 1_000;

/**
 * What is answered as lasting for ever is kept, by its address. One file answers to many addresses
 * (`//styles.css`, `/%73tyles.css`, `?a`): only the ones that pages link are kept, or memory and
 * work would be as much as anybody likes.
 */
export class CompressedAssets {
  readonly #cache = new Map<string, CachedAsset>();

  /** What `next` answers; of a built file, its compressed form. `next` is not called where that is known. */
  async answer(request: Request, next: () => Promise<Response>): Promise<Response> {
    const encoding = request.method === "GET" && !request.headers.has("if-none-match") &&
      acceptedEncoding(request.headers.get("accept-encoding") ?? "");
    if (!encoding) return await next();
    const { pathname, search } = new URL(request.url);
    if (/%|\/\//.test(pathname) || !assetSearch.test(search)) return await next();
    const key = `${encoding} ${pathname}${search}`;
    const known = this.#cache.get(key);
    if (known !== undefined) return responseOf(known);
    const answer = await next();
    if (!isImmutable(answer) || this.#cache.size >= maxKeptAssets) return answer;
    const headers = new Headers(answer.headers);
    headers.set("content-encoding", encoding);
    headers.append("vary", "accept-encoding");
    headers.delete("content-length");
    const body = new Uint8Array(await compress[encoding](await answer.bytes()));
    const kept = { headers, body };
    this.#cache.set(key, kept);
    return responseOf(kept);
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

/** The one of ours that is accepted, the smaller first (RFC 9110, 12.5.3). */
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
