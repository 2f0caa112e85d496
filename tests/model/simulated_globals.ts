/**
 * Timers by a simulated timeline, and cryptography that answers at once: with both, a run of the server is the same
 * each time. The answers of the cryptography are the true ones; only the threads that they would come from are gone.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Planned, Timeline } from "./timeline.ts";

/** Far from any timer that Deno itself hands out, so that `Deno.unrefTimer` finds none. */
const firstTimer = 1_000_000_000;

/** Replaces the globals until disposed of. One at a time. */
export function simulateGlobals(timeline: Timeline): Disposable {
  const undo = [...replaceTimers(timeline), ...replaceCryptography()];
  return {
    [Symbol.dispose]() {
      for (const each of undo) each();
    },
  };
}

function replaceTimers(timeline: Timeline): (() => void)[] {
  const timers = new Map<number, Planned>();
  let last = firstTimer;
  const once = (act: () => void, milliseconds = 0) => {
    const id = ++last;
    timers.set(id, timeline.after(milliseconds, () => timers.delete(id) && act()));
    return id;
  };
  const repeated = (act: () => void, milliseconds: number) => {
    const id = ++last;
    const again = () => {
      timers.set(id, timeline.after(milliseconds, again));
      act();
    };
    timers.set(id, timeline.after(milliseconds, again));
    return id;
  };
  const clear = (id: number) => {
    const planned = timers.get(id);
    if (planned) planned.isCancelled = true;
    timers.delete(id);
  };
  return [
    replaced(globalThis, "setTimeout", once),
    replaced(globalThis, "clearTimeout", clear),
    replaced(globalThis, "setInterval", repeated),
    replaced(globalThis, "clearInterval", clear),
  ];
}

/** Keys are imported once for all runs: a real import takes its own time. */
const keys = new Map<string, CryptoKey>();
const secrets = new WeakMap<CryptoKey, Uint8Array>();

/** Imports an HMAC key for the runs to come. */
export async function prepareHmacKey(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign", "verify"]);
  keys.set(bytes.toHex(), key);
  secrets.set(key, bytes);
}

function replaceCryptography(): (() => void)[] {
  const secretOf = (key: CryptoKey) => {
    const secret = secrets.get(key);
    if (!secret) throw new TypeError("A key that was not prepared");
    return secret;
  };
  const hmac = (key: CryptoKey, data: Uint8Array) =>
    createHmac("sha256", secretOf(key)).update(data).digest();
  return [
    replaced(crypto.subtle, "digest", (_algorithm: unknown, data: Uint8Array) => {
      const digest = new Uint8Array(createHash("sha256").update(data).digest());
      return Promise.resolve(digest.buffer);
    }),
    replaced(crypto.subtle, "importKey", (_format: unknown, bytes: Uint8Array) => {
      const key = keys.get(bytes.toHex());
      return key ? Promise.resolve(key) : Promise.reject(new TypeError("No such key"));
    }),
    replaced(
      crypto.subtle,
      "sign",
      (_algorithm: unknown, key: CryptoKey, data: Uint8Array) =>
        Promise.resolve(new Uint8Array(hmac(key, data)).buffer),
    ),
    replaced(
      crypto.subtle,
      "verify",
      (_algorithm: unknown, key: CryptoKey, signature: Uint8Array, data: Uint8Array) => {
        const right = hmac(key, data);
        return Promise.resolve(
          right.length === signature.length && timingSafeEqual(right, signature),
        );
      },
    ),
  ];
}

function replaced(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => {
    if (before) Object.defineProperty(owner, name, before);
    else Reflect.deleteProperty(owner, name);
  };
}
