/**
 * Ports on loopback for programs that this process starts. They come from outside the range that the system itself takes
 * ports from, for outgoing connections and for port 0; and each process gives only ports of a part of its own, which it
 * holds by listening on the first port of that part. The system ends that hold with the process, however it ends.
 */
import { createSocket } from "node:dgram";

export interface PortRange {
  /** Both included. */
  readonly first: number;
  readonly last: number;
  /** How many ports one part has, its lock included. */
  readonly blockSize?: number;
}

/** Below this, people run servers of their own, and browsers refuse some ports (10080 is the last of them). */
const lowest = 20_000;

/** The first and the last port that the system gives by itself. Only Linux lets them be read; others begin at IANA's 49152. */
export function ephemeralPorts(): [number, number] {
  try {
    const text = Deno.readTextFileSync("/proc/sys/net/ipv4/ip_local_port_range");
    const [first, last] = text.trim().split(/\s+/).map(Number);
    return [first, last];
  } catch {
    return [49_152, 65_535];
  }
}

/** A range beside the system's. Where the system takes nearly all ports, the locks still hold among our processes. */
function rangeBeside([first, last]: [number, number]): PortRange {
  const enough = 2000;
  if (first - lowest >= enough) return { first: lowest, last: first - 1 };
  if (65_535 - last >= enough) return { first: Math.max(last + 1, lowest), last: 65_535 };
  return { first: lowest, last: 65_535 };
}

/** Gives each port of its parts once. A pool of another process, in the same range, gives other ports. */
export class PortPool implements Disposable {
  readonly #locks: Deno.TcpListener[] = [];
  readonly #range: Required<PortRange>;
  readonly #blockCount: number;
  #block: number;
  #next = 0;
  #end = 0;

  constructor({ first, last, blockSize = 50 }: PortRange) {
    this.#range = { first, last, blockSize };
    this.#blockCount = Math.floor((last - first + 1) / blockSize);
    // A random start: a port that was just given back is not the next one to be given.
    this.#block = Math.floor(Math.random() * this.#blockCount);
  }

  /** A free port. @throws {Error} when all parts are taken */
  next(): number {
    for (;;) {
      if (this.#next === this.#end) this.#takeBlock();
      const port = this.#next++;
      const listener = tryToListen(port);
      listener?.close();
      if (listener !== null) return port;
    }
  }

  [Symbol.dispose](): void {
    for (const lock of this.#locks.splice(0)) lock.close();
    this.#next = this.#end = 0;
  }

  #takeBlock(): void {
    const { first, last, blockSize } = this.#range;
    for (let tried = 0; tried < this.#blockCount; tried++) {
      this.#block = (this.#block + 1) % this.#blockCount;
      const start = first + this.#block * blockSize;
      const lock = tryToListen(start);
      if (lock === null) continue;
      this.#locks.push(lock);
      this.#next = start + 1;
      this.#end = start + blockSize;
      return;
    }
    throw new Error(`No port is free between ${first} and ${last}`);
  }
}

let pool: PortPool | undefined;

/** A free TCP port, which no other process of ours is given while this one lives. */
export function freeTcpPort(): number {
  pool ??= new PortPool(rangeBeside(ephemeralPorts()));
  return pool.next();
}

/** The same for UDP. */
export async function freeUdpPort(): Promise<number> {
  for (;;) {
    const port = freeTcpPort();
    if (await isFreeForUdp(port)) return port;
  }
}

function tryToListen(port: number): Deno.TcpListener | null {
  try {
    return Deno.listen({ hostname: "127.0.0.1", port });
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied) {
      return null;
    }
    throw error;
  }
}

async function isFreeForUdp(port: number): Promise<boolean> {
  const socket = createSocket("udp4");
  const isBound = await new Promise<boolean>((resolve) => {
    socket.once("error", () => resolve(false));
    socket.bind(port, "127.0.0.1", () => resolve(true));
  });
  await new Promise<void>((resolve) => socket.close(resolve));
  return isBound;
}
