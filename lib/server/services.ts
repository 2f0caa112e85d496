import type { Arrival } from "./joining/arrivals.ts";
import type { Clock } from "./base/clock.ts";
import type { Config } from "./config/config.ts";
import type { HostJwt } from "./sessions/host_jwt.ts";
import type { Oidc } from "./accounts/oidc.ts";
import type { Installation } from "./installation.ts";
import type { InTurn } from "./base/in_turn.ts";
import type { KvPort } from "./storage/kv_port.ts";
import type { LiveKitPort } from "./livekit/livekit_port.ts";
import type { Log } from "./base/log.ts";
import type { PresenceFeed } from "./presence/presence_feed.ts";
import type { RateLimits } from "./base/rate_limits.ts";
import type { Together } from "./base/together.ts";
import type { TokenSigner } from "./livekit/tokens.ts";

/** All that endpoints are functions of. Composed once, in main.ts, by `createServices`; tests compose their own. */
export interface Services {
  readonly config: Config;
  readonly kv: KvPort;
  readonly livekit: LiveKitPort;
  /** Which Madang this is, of several on one LiveKit. */
  readonly installation: Installation;
  readonly signer: TokenSigner;
  /** A host application's JWTs; `null`: none are taken. */
  readonly hostJwt: HostJwt | null;
  /** The OpenID Connect provider that people may sign in with; `null`: none. */
  readonly oidc: Oidc | null;
  readonly log: Log;
  readonly now: Clock;
  /** Cryptographically random bytes. */
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
  /** Requests of one session in one space wait for each other instead of for KV's conflicts. */
  readonly inTurn: InTurn;
  /** Those who come into a space anew at the same time do so together, a few at a time. */
  readonly arrivals: Together<Arrival>;
  /** How often somebody may do something, counted in this process alone. */
  readonly rateLimits: RateLimits;
  /**
   * A request touched this space: look whether it has to be reconciled. Never waits, never throws.
   * Set by whoever runs the reconciler.
   */
  readonly spaceTouched?: (roomName: string) => void;
  /** Presence as it changes, for server-sent events. Set by whoever serves; without it presence is told once. */
  readonly presenceFeed?: PresenceFeed;
}
