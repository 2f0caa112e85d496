import type { Config } from "./config/config.ts";
import { ArrivalAnnouncer } from "./presence/arrival_announcer.ts";
import type { Clock } from "./base/clock.ts";
import { createHostJwt, type HostJwtRefusal } from "./sessions/host_jwt.ts";
import { StoredInstallation } from "./livekit/installation.ts";
import { KeyedMutex } from "./base/keyed_mutex.ts";
import type { KvPort } from "./storage/kv_port.ts";
import { createLiveKitApi } from "./livekit/livekit_api.ts";
import type { Log } from "./base/log.ts";
import { createOidc } from "./accounts/oidc.ts";
import { PlaceQueue } from "./joining/place_queue.ts";
import { Metrics } from "./base/metrics.ts";
import { RateLimits } from "./base/rate_limits.ts";
import type { Services } from "./services.ts";
import { createTokenSigner } from "./livekit/tokens.ts";
import { createWebhookReceiver } from "./livekit/webhook_receiver.ts";
import { Warnings } from "./base/warnings.ts";

/** A stranger may send any text: a few lines a minute tell an operator what is wrong with the host's own. */
const refusalLines = { burst: 5, perMinute: 5 };

function hostJwtReporter(log: Log, now: Clock): (refusal: HostJwtRefusal) => void {
  const lines = new RateLimits({ now });
  return ({ reason, claim }) => {
    if (lines.take("host-jwt-refused", refusalLines) > 0) return;
    log.info("host-jwt-refused", { reason, claim });
  };
}

/** Makes the services of one process. `replaced` overrides some of them, such as the clock or LiveKit. */
export function createServices(
  { config, kv, log }: { config: Config; kv: KvPort; log: Log },
  replaced: Partial<Services> = {},
): Services {
  const now = replaced.now ?? Date.now;
  const randomBytes = replaced.randomBytes ??
    ((length: number) => crypto.getRandomValues(new Uint8Array(length)));
  const livekit = replaced.livekit ?? createLiveKitApi(config.livekit);
  return {
    config,
    kv,
    livekit,
    arrivals: new ArrivalAnnouncer({ livekit, log }),
    installation: new StoredInstallation({ kv, log, randomBytes }),
    signer: createTokenSigner(config.livekit, now),
    webhookReceiver: createWebhookReceiver(config.livekit),
    hostJwt: config.hostJwt && createHostJwt(config.hostJwt, now, {
      onRefused: hostJwtReporter(log, now),
    }),
    oidc: config.oidc && createOidc(config.oidc, now),
    log,
    now,
    randomBytes,
    mutex: new KeyedMutex(),
    places: new PlaceQueue({ kv: replaced.kv ?? kv, now }),
    rateLimits: new RateLimits({ now, isOn: config.hasRateLimits }),
    warnings: new Warnings(),
    metrics: new Metrics(),
    ...replaced,
  };
}
