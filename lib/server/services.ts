import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { KvPort } from "./kv_port.ts";
import type { LiveKitPort } from "./livekit_port.ts";
import type { Log } from "./log.ts";
import type { TokenSigner } from "./tokens.ts";

/** All that endpoints are functions of. Composed once, in main.ts; tests compose their own. */
export interface Services {
  readonly config: Config;
  readonly kv: KvPort;
  readonly livekit: LiveKitPort;
  readonly signer: TokenSigner;
  readonly log: Log;
  readonly now: Clock;
  /** Cryptographically random bytes. */
  readonly randomBytes: (length: number) => Uint8Array;
}
