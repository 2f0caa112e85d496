/**
 * `kill -9` at a chosen call to storage or LiveKit of a token request, from inside the process: no timing from
 * outside could hit each `await`. Test only: production code knows nothing of it.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { KvPort } from "../../lib/server/storage/kv_port.ts";
import type { LiveKitPort } from "../../lib/server/livekit/livekit_port.ts";
import type { Failpoint } from "./replica_control.ts";

interface TokenRequest {
  readonly calls: string[];
}

/** Counts the calls of token requests, of nothing else, and ends the process where it is told to. */
export class Failpoints {
  readonly #request = new AsyncLocalStorage<TokenRequest>();
  #armed: Failpoint | null = null;
  /** The calls of the token request that ended last, in order. */
  lastCalls: readonly string[] = [];

  /** From the next token request on. */
  arm(failpoint: Failpoint | null): void {
    this.#armed = failpoint;
  }

  /** Handles a token request; the answer counts as its last call. */
  tokenRequest(handle: () => Promise<Response>): Promise<Response> {
    const request: TokenRequest = { calls: [] };
    return this.#request.run(request, async () => {
      try {
        const answer = await handle();
        return await this.#call("answer", () => Promise.resolve(answer));
      } finally {
        this.lastCalls = request.calls;
      }
    });
  }

  kv(kv: KvPort): KvPort {
    return {
      get: (key) => this.#call("kv.get", () => kv.get(key)),
      getMany: (keys) => this.#call("kv.getMany", () => kv.getMany(keys)),
      recall: (keys) => kv.recall(keys),
      commit: (commit) => this.#call("kv.commit", () => kv.commit(commit)),
      list: (prefix, limit, range) => this.#call("kv.list", () => kv.list(prefix, limit, range)),
      watch: (keys, changed) => kv.watch(keys, changed),
      close: () => kv.close(),
    };
  }

  livekit(livekit: LiveKitPort): LiveKitPort {
    return {
      listParticipants: (roomName) =>
        this.#call("livekit.list", () => livekit.listParticipants(roomName)),
      removeParticipant: (roomName, identity) =>
        this.#call("livekit.remove", () => livekit.removeParticipant(roomName, identity)),
      listRoomNames: () => this.#call("livekit.rooms", () => livekit.listRoomNames()),
      updateParticipant: (...all) =>
        this.#call("livekit.update", () => livekit.updateParticipant(...all)),
      muteTrack: (...all) => this.#call("livekit.mute", () => livekit.muteTrack(...all)),
      readRoomMetadata: (roomName) =>
        this.#call("livekit.read-metadata", () => livekit.readRoomMetadata(roomName)),
      setRoomMetadata: (...all) =>
        this.#call("livekit.metadata", () => livekit.setRoomMetadata(...all)),
      deleteRoom: (roomName) => this.#call("livekit.delete", () => livekit.deleteRoom(roomName)),
      sendData: (...all) => this.#call("livekit.send", () => livekit.sendData(...all)),
    };
  }

  async #call<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    const request = this.#request.getStore();
    if (request === undefined) return await work();
    request.calls.push(name);
    const dies = this.#diesAt(name, request.calls);
    if (dies === "before") await die();
    const value = await work();
    if (dies === "after") await die();
    return value;
  }

  #diesAt(name: string, calls: readonly string[]): Failpoint["when"] | null {
    if (this.#armed === null || name !== (this.#armed.name ?? name)) return null;
    const { when, call, name: counted } = this.#armed;
    return calls.filter((one) => one === (counted ?? one)).length === call ? when : null;
  }
}

/** Never answers. */
function die(): Promise<never> {
  Deno.kill(Deno.pid, "SIGKILL");
  return new Promise(() => {});
}
