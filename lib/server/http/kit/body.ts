/** JSON bodies, read with every limit that a stranger's bytes need. */
import type { FieldProblem } from "../../../contract/errors.ts";
import { AppError } from "../../base/app_error.ts";

/** The largest body that our own endpoints take. */
export const maxBodyBytes = 16 * 1024;

/** How deep a body may be nested. Ours are one level deep; the standard form's ignored fields a few. */
export const maxBodyDepth = 32;

/** What of zod this needs: `safeParse` of a schema of lib/contract. */
export interface BodySchema<Value> {
  safeParse(body: unknown):
    | { success: true; data: Value }
    | {
      success: false;
      error: {
        issues: readonly {
          readonly code: string;
          readonly path: PropertyKey[];
          readonly message: string;
        }[];
      };
    };
}

/**
 * The bytes of a body, at most `maxBytes`.
 *
 * @throws AppError `body-too-large`, or `invalid-body` for one that breaks off.
 */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new AppError("body-too-large", "Cannot take a body of this size");
  // Who sent it went away, or sent chunks that are none: no fault of ours to be logged as one.
  const brokenOff = (cause: unknown) => {
    throw new AppError("invalid-body", "Cannot read the body to its end", { cause });
  };
  const declared = request.headers.get("content-length");
  if (Number(declared ?? 0) > maxBytes) throw tooLarge();
  if (declared !== null && !request.headers.has("transfer-encoding")) {
    // HTTP itself ends the body there. At once: reading it as a stream costs several times as much.
    const bytes = await request.bytes().catch(brokenOff);
    if (bytes.length > maxBytes) throw tooLarge();
    return bytes;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  // A reader of our own: leaving a `for await` early would wait for the rest in some runtimes.
  const reader = request.body?.getReader();
  const next = () => reader?.read().catch(brokenOff);
  for (let read = await next(); read && !read.done; read = await next()) {
    length += read.value.length;
    if (length > maxBytes) {
      reader?.cancel().catch(() => {});
      throw tooLarge();
    }
    chunks.push(read.value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/**
 * A JSON body as some value, not yet parsed by a schema.
 *
 * @throws AppError `unsupported-media-type`, `body-too-large`, or `invalid-body` for what is not UTF-8,
 * not JSON, nested deeper than `maxBodyDepth`, or has a property `__proto__`.
 */
export async function readJson(request: Request): Promise<unknown> {
  const mediaType = (request.headers.get("content-type") ?? "").split(";")[0].trim().toLowerCase();
  if (mediaType !== "application/json") {
    throw new AppError("unsupported-media-type", "Cannot take a body that is not application/json");
  }
  const bytes = await readBytes(request, maxBodyBytes);
  let body: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (depthOf(text) > maxBodyDepth) throw new RangeError("too deep");
    body = JSON.parse(text, refuseProtoKey);
  } catch {
    // No cause: it would quote the body.
    throw invalidBody([{ path: "", message: "a JSON object in UTF-8" }]);
  }
  return body;
}

/** @throws AppError `invalid-body` with the fields that are not right, never their values, nor names that are not ours. */
export function parseBody<Value>(schema: BodySchema<Value>, body: unknown): Value {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw invalidBody(
    result.error.issues.slice(0, 10).map(({ code, path, message }) => ({
      path: path.map(String).join("."),
      // Zod's own words for these quote the names, and a name may be a token that slipped.
      message: code === "unrecognized_keys" ? "no other fields" : message,
    })),
  );
}

/** `400 invalid-body` with the fields that are not right. */
export function invalidBody(fields: FieldProblem[]): AppError {
  return new AppError("invalid-body", "Cannot take this body", { fields });
}

/** Nesting outside of strings; counted before parsing, since a parser may recurse. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isInString) {
      if (character === "\\") index++;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "{" || character === "[") deepest = Math.max(deepest, ++depth);
    else if (character === "}" || character === "]") depth--;
  }
  return deepest;
}

function refuseProtoKey(name: string, value: unknown): unknown {
  if (name === "__proto__") throw new RangeError("__proto__");
  return value;
}
