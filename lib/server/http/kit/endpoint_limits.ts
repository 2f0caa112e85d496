/**
 * The rate limit of each endpoint. A test walks the routes and fails for a writing endpoint without a row here;
 * docs/limits.md is made from this table.
 */
import type { Budget } from "../../base/rate_limits.ts";

/** A method and a route's pattern: `POST /api/livekit/token`. */
export type EndpointName = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} ${string}`;

/** The budgets of an endpoint. Every request counts, also a refused one. */
export interface EndpointLimit {
  /** Requests of one IP address, which an office of hundreds may share. */
  readonly perAddress?: Budget;
  /** Requests with the same session token. */
  readonly perSession?: Budget;
  /** Webhooks of one IP address with a bad signature; others do not count. */
  readonly forgeriesPerAddress?: Budget;
}

/** 200 people of one address may join within a minute, most of them twice. */
const joining: EndpointLimit = {
  perAddress: { burst: 1000, perMinute: 400 },
  perSession: { burst: 60, perMinute: 30 },
};

/** Writes a row without any credential. */
const arriving: EndpointLimit = {
  perAddress: { burst: 400, perMinute: 60 },
  perSession: { burst: 30, perMinute: 30 },
};

/** Occasional actions of a person. */
const acting: EndpointLimit = {
  perAddress: { burst: 400, perMinute: 120 },
  perSession: { burst: 60, perMinute: 60 },
};

/** Costs a row and some cryptography without any credential; a person rarely needs it twice. */
const signingIn: EndpointLimit = { perAddress: { burst: 120, perMinute: 60 } };

/** Every endpoint that writes, and every expensive one. */
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
  // As often as a person can mean it.
  "PUT /api/spaces/:slug/hand": { ...acting, perSession: { burst: 20, perMinute: 30 } },
  "PUT /api/spaces/:slug/recording": { ...acting, perSession: { burst: 20, perMinute: 30 } },
  "POST /api/spaces/:slug/knocks/:id": acting,
  "DELETE /api/spaces/:slug/knocks/me": acting,
  "POST /api/spaces/:slug/links": acting,
  "DELETE /api/spaces/:slug/links/:id": acting,
  // 200 people may use one link.
  "POST /api/spaces/:slug/links/exchange": joining,
  // Each session is one seat: only the session that holds a seat may write.
  "POST /api/spaces/:slug/messages": {
    perAddress: { burst: 1000, perMinute: 1200 },
    perSession: { burst: 20, perMinute: 40 },
  },
  "GET /api/spaces/:slug/messages": {
    perAddress: { burst: 2000, perMinute: 1200 },
    perSession: { burst: 120, perMinute: 120 },
  },
  "DELETE /api/spaces/:slug/messages/:id": acting,
  "POST /api/livekit/token": joining,
  "POST /api/livekit/departure": { perAddress: acting.perAddress },
  "POST /api/livekit/leave": { perAddress: acting.perAddress },
  // Each is a room of LiveKit for a moment: a classroom behind one address, and no crowd.
  "POST /api/livekit/test": { perAddress: { burst: 60, perMinute: 20 } },
  // Two hundred bits guard them; the limit is for a loop gone wrong.
  "GET /api/admin/installation": { perAddress: acting.perAddress },
  "GET /api/admin/spaces": { perAddress: acting.perAddress },
  "GET /api/admin/people": { perAddress: acting.perAddress },
  "POST /api/admin/spaces/:slug/closing": { perAddress: acting.perAddress },
  "DELETE /api/admin/spaces/:slug": { perAddress: acting.perAddress },
  "DELETE /api/admin/people/:id": { perAddress: acting.perAddress },
  "DELETE /api/admin/people/:id/sessions": { perAddress: acting.perAddress },
  "POST /api/admin/people/:id/recovery-codes": { perAddress: acting.perAddress },
  "GET /auth/oidc/start": arriving,
  "GET /auth/oidc/callback": acting,
  "GET /auth/oidc/sign-out": arriving,
  // Each request asks LiveKit and storage.
  "GET /api/ready": { perAddress: { burst: 120, perMinute: 120 } },
  // Each request counts the people of all spaces.
  "GET /metrics": { perAddress: { burst: 30, perMinute: 30 } },
  "GET /api/doctor": { perAddress: { burst: 60, perMinute: 60 } },
  // The first request for a space after a while starts a reconciliation.
  "GET /api/spaces/:slug/presence": { perAddress: { burst: 1000, perMinute: 600 } },
  "POST /api/livekit/webhook": { forgeriesPerAddress: { burst: 60, perMinute: 60 } },
};

/** The limit of a writing endpoint that has no row. */
export const undeclaredLimit: EndpointLimit = acting;
