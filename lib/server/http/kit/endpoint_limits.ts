/**
 * How often each endpoint that makes something may be asked: the one place where it is said. A test walks the routes and
 * fails for an endpoint that is missing here; docs/limits.md is made from this table.
 */
import type { Budget } from "../../base/rate_limits.ts";

/** A method and the pattern of an address: `POST /api/livekit/token`. */
export type EndpointName = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} ${string}`;

/** Who is counted for what. Every request counts, also one that is refused. */
export interface EndpointLimit {
  /** All that come from one address: an office behind one may be hundreds. */
  readonly perAddress?: Budget;
  /** All that bring the same session. */
  readonly perSession?: Budget;
  /** From one address, of what is signed by nobody we know; only these count. */
  readonly forgeriesPerAddress?: Budget;
}

/** Two hundred people may come through one door within a minute, and most of them twice. */
const joining: EndpointLimit = {
  perAddress: { burst: 1000, perMinute: 400 },
  perSession: { burst: 60, perMinute: 30 },
};

/** Leaves a row behind that nobody needs to have asked for. */
const arriving: EndpointLimit = {
  perAddress: { burst: 400, perMinute: 60 },
  perSession: { burst: 30, perMinute: 30 },
};

/** What people do now and then. */
const acting: EndpointLimit = {
  perAddress: { burst: 400, perMinute: 120 },
  perSession: { burst: 60, perMinute: 60 },
};

/** A row and some arithmetic for whoever asks: rarely more than once a person. */
const signingIn: EndpointLimit = { perAddress: { burst: 120, perMinute: 60 } };

/** Every endpoint that makes something, or costs something. */
export const endpointLimits: Readonly<Record<EndpointName, EndpointLimit>> = {
  "POST /api/guest-sessions": arriving,
  "DELETE /api/guest-sessions/me": acting,
  "POST /api/passkeys/registration/options": signingIn,
  "POST /api/passkeys/registration": signingIn,
  "POST /api/passkeys/authentication/options": signingIn,
  "POST /api/passkeys/authentication": signingIn,
  "POST /api/recovery": { perAddress: { burst: 20, perMinute: 10 } },
  "PATCH /api/account": acting,
  "DELETE /api/account": acting,
  "PATCH /api/passkeys/:id": acting,
  "DELETE /api/passkeys/:id": acting,
  "POST /api/recovery-codes": acting,
  "DELETE /api/user-sessions/:id": acting,
  "POST /api/spaces": acting,
  "PATCH /api/spaces/:slug": acting,
  "DELETE /api/spaces/:slug": acting,
  "PUT /api/spaces/:slug/people/:id": acting,
  "POST /api/spaces/:slug/moderation": acting,
  "POST /api/spaces/:slug/knocks/:id": acting,
  "DELETE /api/spaces/:slug/knocks/me": acting,
  "POST /api/spaces/:slug/links": acting,
  "DELETE /api/spaces/:slug/links/:id": acting,
  // Two hundred people may come by one link.
  "POST /api/spaces/:slug/links/exchange": joining,
  "POST /api/livekit/token": joining,
  "POST /api/livekit/departure": { perAddress: acting.perAddress },
  "POST /api/livekit/leave": { perAddress: acting.perAddress },
  "GET /auth/oidc/start": arriving,
  "GET /auth/oidc/callback": acting,
  // Each asks LiveKit, and storage.
  "GET /api/ready": { perAddress: { burst: 120, perMinute: 120 } },
  // One for a space that nobody asked about lately makes the reconciler look at it.
  "GET /api/spaces/:slug/presence": { perAddress: { burst: 1000, perMinute: 600 } },
  "POST /api/livekit/webhook": { forgeriesPerAddress: { burst: 60, perMinute: 60 } },
};

/** For a writing endpoint that nobody declared: no door stands open by forgetting. */
export const undeclaredLimit: EndpointLimit = acting;
