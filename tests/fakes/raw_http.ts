/** HTTP/1.1 as bytes on a socket: what `fetch` would normalise or refuse to send. */

export interface RawRequest {
  readonly method: string;
  /** Sent as it is. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | null;
  /** Sends the body in chunks of unknown total length. */
  readonly isChunked?: boolean;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** One request on a connection of its own. */
export async function sendRaw(port: number, request: RawRequest): Promise<RawResponse> {
  const { method, path, headers = {}, body = null, isChunked = false } = request;
  const all: Record<string, string> = {
    host: `127.0.0.1:${port}`,
    connection: "close",
    ...headers,
  };
  if (isChunked) all["transfer-encoding"] = "chunked";
  else if (body !== null) all["content-length"] = String(body.length);
  else if (method !== "GET") all["content-length"] = "0";
  const head = [`${method} ${path} HTTP/1.1`];
  for (const [name, value] of Object.entries(all)) head.push(`${name}: ${value}`);
  const encoder = new TextEncoder();
  using connection = await Deno.connect({ port, hostname: "127.0.0.1" });
  const parts = [encoder.encode(`${head.join("\r\n")}\r\n\r\n`)];
  if (body !== null && isChunked) {
    for (let from = 0; from < body.length; from += 4096) {
      const chunk = body.slice(from, from + 4096);
      parts.push(encoder.encode(`${chunk.length.toString(16)}\r\n`), chunk, encoder.encode("\r\n"));
    }
    parts.push(encoder.encode("0\r\n\r\n"));
  } else if (body !== null) parts.push(body);
  // A server that refuses early may close before it has read all: its answer still counts.
  const writing = writeAll(connection, parts).catch(() => {});
  const answer = await readAll(connection);
  await writing;
  return parseResponse(answer);
}

async function writeAll(connection: Deno.Conn, parts: Uint8Array[]): Promise<void> {
  for (const part of parts) {
    for (let sent = 0; sent < part.length;) sent += await connection.write(part.subarray(sent));
  }
}

async function readAll(connection: Deno.Conn): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (let read = await connection.read(buffer); read !== null;) {
      chunks.push(buffer.slice(0, read));
      read = await connection.read(buffer);
    }
  } catch (error) {
    // Reset after an early answer.
    if (chunks.length === 0) throw error;
  }
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  chunks.reduce((offset, chunk) => (whole.set(chunk, offset), offset + chunk.length), 0);
  return whole;
}

function parseResponse(answer: Uint8Array): RawResponse {
  const text = new TextDecoder().decode(answer);
  const [head, ...rest] = text.split("\r\n\r\n");
  const [statusLine, ...lines] = head.split("\r\n");
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const body = rest.join("\r\n\r\n");
  const isChunked = headers.get("transfer-encoding") === "chunked";
  const status = Number(statusLine.split(" ")[1]);
  return { status, headers, body: isChunked ? unchunked(body) : body };
}

/** Good for text of one byte a character, as problem answers are. */
function unchunked(body: string): string {
  let text = "";
  for (let at = 0;;) {
    const end = body.indexOf("\r\n", at);
    const length = parseInt(body.slice(at, end), 16);
    if (!(length > 0)) return text;
    text += body.slice(end + 2, end + 2 + length);
    at = end + 2 + length + 2;
  }
}

/** Bytes on a connection of their own, and all that comes back until the server closes it. */
export async function exchange(port: number, text: string): Promise<string> {
  using connection = await Deno.connect({ port, hostname: "127.0.0.1" });
  const writing = writeAll(connection, [new TextEncoder().encode(text)])
    .then(() => connection.closeWrite()).catch(() => {});
  const answer = await readAll(connection).catch(() => new Uint8Array());
  await writing;
  return new TextDecoder().decode(answer);
}
