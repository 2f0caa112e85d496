/** Request bodies, read within limits of size and depth. */
import type { FieldProblem } from "../../../contract/errors.ts";
import { AppError } from "../../base/app_error.ts";

/** The largest JSON body, in bytes. */
export const maxBodyBytes = 16 * 1024;

/** The deepest nesting of a JSON body. Our own bodies need one level; ignored fields of LiveKit's standard form a few. */
export const maxBodyDepth = 32;

/** The part of a zod schema that `parseBody` needs. */
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

/** Deno takes a half-received body away when the server ends: whole, the same request succeeds elsewhere or a second later. */
function restarting(cause: unknown): AppError {
  const options = { cause, retryAfterSeconds: 1 };
  return new AppError("server-restarting", "Cannot read a body while the server ends", options);
}

/**
 * The bytes of a body, at most `maxBytes`.
 *
 * @throws AppError `body-too-large`; `invalid-body` when the connection breaks before the body ends; `server-restarting`.
 */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new AppError("body-too-large", "Cannot take a body of this size");
  // The client went away or sent malformed chunks: a 400, not a server error in the log.
  const rejectBroken = (cause: unknown) => {
    if (cause instanceof Deno.errors.BadResource) throw restarting(cause);
    throw new AppError("invalid-body", "Cannot read the body to its end", { cause });
  };
  const declared = request.headers.get("content-length");
  if (Number(declared ?? 0) > maxBytes) throw tooLarge();
  if (declared !== null && !request.headers.has("transfer-encoding")) {
    // HTTP ends the body at the declared length. Reading it at once is several times cheaper than as a stream.
    const bytes = await request.bytes().catch(rejectBroken);
    if (bytes.length > maxBytes) throw tooLarge();
    return bytes;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  // An explicit reader, since some runtimes wait for the rest when a `for await` is left early.
  const reader = request.body?.getReader();
  const next = () => reader?.read().catch(rejectBroken);
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
 * The value of a JSON body, before any schema.
 *
 * @throws AppError `unsupported-media-type`; `body-too-large`; `invalid-body` for a body that is not UTF-8 or
 * not JSON, is nested deeper than `maxBodyDepth`, or has a property `__proto__`.
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
    // Without a cause: the parser's error quotes the body.
    throw invalidBody([{ path: "", message: "a JSON object in UTF-8" }]);
  }
  return body;
}

/** @throws AppError `invalid-body` with up to 10 invalid fields: never their values, and never names that the schema does not know. */
export function parseBody<Value>(schema: BodySchema<Value>, body: unknown): Value {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw invalidBody(
    result.error.issues.slice(0, 10).map(({ code, path, message }) => ({
      path: path.map(String).join("."),
      // Zod's message quotes the unknown names, and such a name may be a secret.
      message: code === "unrecognized_keys" ? "no other fields" : message,
    })),
  );
}

/** `400 invalid-body` with the invalid fields. */
export function invalidBody(fields: FieldProblem[]): AppError {
  return new AppError("invalid-body", "Cannot take this body", { fields });
}

/** The deepest nesting of brackets outside strings. Counted before parsing, since a parser may recurse. */
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
