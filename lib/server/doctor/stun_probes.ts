/** Asks a port by STUN whether it answers, by UDP, TCP and TLS. */
import { createSocket } from "node:dgram";
import type { Buffer } from "node:buffer";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type IceCredentials, isAnswerTo, makeBindingRequest } from "./stun.ts";

/** A port, and how it is spoken to. `framed`: each message has its length before it, as ICE has it over TCP (RFC 4571). */
export interface StunTarget {
  readonly protocol: "udp" | "tcp" | "tls";
  readonly host: string;
  readonly port: number;
  readonly framed?: boolean;
}

/** `silent`: no answer in time. `refused`: a TCP or TLS connection could not be made, for `reason`. */
export type StunOutcome =
  | { readonly is: "answered" }
  | { readonly is: "silent" }
  | { readonly is: "refused"; readonly reason: string };

const probeMs = 2_000;

/** By UDP the request is sent again this often, since packets get lost. */
const againMs = 300;

/** Sends a binding request, and waits for its answer. Never rejects. */
export function probeStun(
  target: StunTarget,
  ice: IceCredentials | null = null,
): Promise<StunOutcome> {
  const request = makeBindingRequest(ice);
  return target.protocol === "udp" ? probeUdp(target, request) : probeStream(target, request);
}

function probeUdp({ host, port }: StunTarget, request: Uint8Array): Promise<StunOutcome> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  const { promise, resolve } = Promise.withResolvers<StunOutcome>();
  const send = () => socket.send(request, port, host, () => {});
  const again = setInterval(send, againMs);
  const late = setTimeout(() => resolve({ is: "silent" }), probeMs);
  // A closed port may be told by ICMP, which counts as silence: a firewall in between says the same.
  socket.on("error", () => {});
  socket.on("message", (answer: Uint8Array) => {
    if (isAnswerTo(request, answer)) resolve({ is: "answered" });
  });
  send();
  return promise.finally(() => {
    clearInterval(again);
    clearTimeout(late);
    socket.close();
  });
}

function probeStream(target: StunTarget, request: Uint8Array): Promise<StunOutcome> {
  const { protocol, host, port, framed = false } = target;
  const { promise, resolve } = Promise.withResolvers<StunOutcome>();
  const socket: Socket = protocol === "tls"
    ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }) })
    : connectTcp({ host, port });
  const late = setTimeout(() => resolve({ is: "silent" }), probeMs);
  let heard = new Uint8Array();
  socket.on(protocol === "tls" ? "secureConnect" : "connect", () => {
    const length = framed ? new Uint8Array([request.length >> 8, request.length & 255]) : [];
    socket.write(new Uint8Array([...length, ...request]));
  });
  socket.on("data", (bytes: Buffer) => {
    heard = new Uint8Array([...heard, ...bytes]);
    if (isAnswerTo(request, framed ? heard.subarray(2) : heard)) resolve({ is: "answered" });
  });
  socket.on("error", ({ message }: Error) => resolve({ is: "refused", reason: message }));
  socket.on("close", () => resolve({ is: "silent" }));
  return promise.finally(() => {
    clearTimeout(late);
    socket.destroy();
  });
}
