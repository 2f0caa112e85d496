/**
 * Stands before LiveKit's socket and asks it for a copy, as a client that is not ours may: `?publish=x` makes the
 * identity `alice#x` out of alice's token. Only the older of LiveKit's two addresses for joining knows it, so the
 * newer one answers 404 here, upon which the SDK takes the other.
 */

export interface CopyingProxy extends AsyncDisposable {
  /** `ws://127.0.0.1:<port>`: a client that joins here becomes a copy. */
  readonly url: string;
}

/** Media does not pass here: it goes to LiveKit directly. */
export function startCopyingProxy(livekitPort: number, copy: string): CopyingProxy {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const open = new Set<Deno.Conn>();
  const serve = async (client: Deno.Conn) => {
    open.add(client);
    const buffer = new Uint8Array(64 * 1024);
    const first = new TextDecoder().decode(buffer.subarray(0, await client.read(buffer) ?? 0));
    if (/^GET \/rtc\/v1/.test(first)) {
      await write(
        client,
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
      );
      return client.close();
    }
    const server = await Deno.connect({ port: livekitPort, hostname: "127.0.0.1" });
    open.add(server);
    await write(server, first.replace(/^GET (\S+)/, `GET $1&publish=${copy}`));
    server.readable.pipeTo(client.writable).catch(() => {});
    client.readable.pipeTo(server.writable).catch(() => {});
  };
  const accept = async () => {
    for await (const client of listener) serve(client).catch(() => {});
  };
  accept().catch(() => {});
  return {
    url: `ws://127.0.0.1:${listener.addr.port}`,
    [Symbol.asyncDispose]() {
      listener.close();
      for (const conn of open) close(conn);
      return Promise.resolve();
    },
  };
}

async function write(conn: Deno.Conn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // Its stream ended and closed it.
  }
}
