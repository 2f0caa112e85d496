import { expect } from "expect";
import { Child, waitUntilReady } from "../../../toolchain/child.ts";
import {
  ephemeralPorts,
  freeTcpPort,
  freeUdpPort,
  PortPool,
} from "../../../toolchain/free_port.ts";

/** `count` ports in a row, which are this process's own. */
function ownRange(count: number): { first: number; last: number } {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = freeTcpPort();
    if (port !== (ports.at(-1) ?? port - 1) + 1) ports.length = 0;
    ports.push(port);
  }
  return { first: ports[0], last: ports[count - 1] };
}

const module = new URL("../../../toolchain/free_port.ts", import.meta.url).href;

Deno.test("freeTcpPort() and freeUdpPort() stay outside of the ports that the system gives to outgoing connections", async () => {
  const [first, last] = ephemeralPorts();
  for (const port of [freeTcpPort(), await freeUdpPort()]) {
    expect(port < first || port > last).toBe(true);
  }
});

Deno.test("freeTcpPort() gives no port twice, in two processes at once either", async () => {
  const other = new Child(Deno.execPath(), {
    args: [
      "eval",
      `import { freeTcpPort } from "${module}";
       console.log(JSON.stringify(Array.from({ length: 100 }, freeTcpPort)));
       setInterval(() => {}, 1000);`,
    ],
  });
  try {
    await waitUntilReady(other, "]", { limitSeconds: 60 });
    const theirs: number[] = JSON.parse(other.output);
    const ours = Array.from({ length: 100 }, () => freeTcpPort());
    expect(new Set([...theirs, ...ours]).size).toBe(200);
  } finally {
    await other.stop();
  }
});

Deno.test("PortPool passes over a port that is taken", () => {
  using pool = new PortPool({ ...ownRange(10), blockSize: 10 });
  const port = pool.next();
  using _stranger = Deno.listen({ hostname: "127.0.0.1", port: port + 1 });
  expect(pool.next()).toBe(port + 2);
});

Deno.test("PortPool shares a range with others, and leaves its part when it ends", () => {
  const range = { ...ownRange(20), blockSize: 10 };
  using one = new PortPool(range);
  const other = new PortPool(range);
  const halves = [one.next(), other.next()].map((port) => Math.floor((port - range.first) / 10));
  expect(halves.sort()).toEqual([0, 1]);
  using third = new PortPool(range);
  expect(() => third.next()).toThrow(`No port is free between ${range.first} and ${range.last}`);
  other[Symbol.dispose]();
  expect(third.next()).toBeGreaterThan(range.first);
});

Deno.test("PortPool takes another part once it has given all ports of the first", () => {
  const range = { ...ownRange(30), blockSize: 10 };
  using pool = new PortPool(range);
  // The first port of each part is its lock.
  const ports = Array.from({ length: 27 }, () => pool.next());
  expect(new Set(ports).size).toBe(27);
  expect(() => pool.next()).toThrow("No port is free");
});
