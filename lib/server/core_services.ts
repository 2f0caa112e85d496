import type { Clock } from "./base/clock.ts";
import type { KeyedMutex } from "./base/keyed_mutex.ts";
import type { Log } from "./base/log.ts";
import type { Metrics } from "./base/metrics.ts";
import type { RateLimits } from "./base/rate_limits.ts";
import type { Warnings } from "./base/warnings.ts";
import type { Config } from "./config/config.ts";
import type { Installation } from "./livekit/installation.ts";
import type { LiveKitPort } from "./livekit/livekit_port.ts";
import type { TokenSigner } from "./livekit/tokens.ts";
import type { KvPort } from "./storage/kv_port.ts";

/** Services that every module above may use. A function takes the part that it needs. */
export interface CoreServices {
  readonly config: Config;
  readonly kv: KvPort;
  readonly livekit: LiveKitPort;
  /** This installation, of several on one LiveKit. */
  readonly installation: Installation;
  readonly signer: TokenSigner;
  readonly log: Log;
  readonly now: Clock;
  /** Cryptographically random bytes. */
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
  /** Serializes requests of one session in one space, which would otherwise conflict in KV. */
  readonly mutex: KeyedMutex;
  /** Request budgets, counted in this process alone. */
  readonly rateLimits: RateLimits;
  /** Mistakes of the setting that were noticed so far. */
  readonly warnings: Warnings;
  /** Counters of this process. */
  readonly metrics: Metrics;
}
