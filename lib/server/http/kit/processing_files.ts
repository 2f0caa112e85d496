/** The files that processing of sound and pictures loads when it is switched on: `compat/processing_files.ts` wrote them. */
import { z } from "zod";
import { acceptedEncoding, endings } from "./accepted_encoding.ts";

const listSchema = z.array(z.strictObject({ name: z.string(), isLasting: z.boolean() }));

interface ProcessingFile {
  readonly type: string;
  readonly isLasting: boolean;
  readonly bytes: BufferSource;
  /** Its compressed forms, where the build has made them. */
  readonly br: BufferSource | null;
  readonly gzip: BufferSource | null;
}

/** By the last part of their addresses. */
export type ProcessingFiles = ReadonlyMap<string, ProcessingFile>;

const types: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=UTF-8",
  svg: "image/svg+xml",
  tflite: "application/octet-stream",
  wasm: "application/wasm",
};

/**
 * The policy of a worker is its own answer's, not the page's: without one it could load anything, and with the page's it
 * could run no WebAssembly. Those of encryption and of a recording load nothing; the others reach this server.
 */
function policyOf(name: string): string {
  return /^(e2ee|recording)_worker/.test(name)
    ? "default-src 'none'"
    : "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
}

/** Reads the files of a build. Nothing without a build. */
export async function readProcessingFiles(folder: URL): Promise<ProcessingFiles> {
  const read = (name: string) => Deno.readFile(new URL(name, folder));
  const readOptional = (name: string) => read(name).catch(noneIfMissing);
  const text = await Deno.readTextFile(new URL("files.json", folder)).catch(noneIfMissing);
  const list = text === null ? [] : listSchema.parse(JSON.parse(text));
  return new Map(
    await Promise.all(list.map(async ({ name, isLasting }) => {
      const type = types[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
      const [bytes, br, gzip] = await Promise.all([
        read(name),
        readOptional(name + endings.br),
        readOptional(name + endings.gzip),
      ]);
      return [name, { type, isLasting, bytes, br, gzip }] as const;
    })),
  );
}

/** The answer to a request for one of `files`, or `null`. */
export function answerProcessingFile(files: ProcessingFiles, request: Request): Response | null {
  if (request.method !== "GET" && request.method !== "HEAD") return null;
  const [, name] = /^\/processing\/([\w.-]+)$/.exec(new URL(request.url).pathname) ?? [];
  const file = name === undefined ? undefined : files.get(name);
  if (!file) return null;
  const headers = new Headers({
    "content-type": file.type,
    "cache-control": file.isLasting ? "public, max-age=31536000, immutable" : "no-store",
    "vary": "accept-encoding",
  });
  if (/javascript/.test(file.type)) headers.set("content-security-policy", policyOf(name));
  const encoding = acceptedEncoding(request.headers.get("accept-encoding") ?? "");
  const compressed = encoding && file[encoding];
  if (compressed) headers.set("content-encoding", encoding);
  return new Response(request.method === "HEAD" ? null : compressed || file.bytes, { headers });
}

function noneIfMissing(error: unknown): null {
  if (error instanceof Deno.errors.NotFound) return null;
  throw error;
}
