/** A request to each endpoint that changes something, as our own pages send it: for those who are not our pages. */
import { endpointLimits } from "../../lib/server/http/kit/endpoint_limits.ts";

/** All that are declared, by name: `PATCH /api/spaces/:slug`. An operator's take a token of their own and no cookie (S155). */
export const changingEndpoints: readonly string[] = Object.keys(endpointLimits)
  .filter((name) => !name.startsWith("GET ") && !name.includes(" /api/admin/"));

/** What each would take if it came from our own page; none for what takes no body. */
const bodies: Readonly<Record<string, unknown>> = {
  "POST /api/guest-sessions": { roomName: "space-tea", participantName: "Evil" },
  "POST /api/passkeys/registration/options": { participantName: "Evil" },
  "POST /api/passkeys/registration": { response: {} },
  "POST /api/passkeys/authentication/options": {},
  "POST /api/passkeys/authentication": { response: {} },
  "POST /api/recovery": { code: "AAAA-BBBB-CCCC-DDDD" },
  "PATCH /api/account": { participantName: "Evil" },
  "PATCH /api/passkeys/:id": { label: "Evil" },
  "POST /api/recovery-codes": {},
  "POST /api/spaces": { slug: "evil" },
  "PATCH /api/spaces/:slug": { policy: "open", isLocked: false },
  "PUT /api/spaces/:slug/people/:id": { role: "moderator" },
  "POST /api/spaces/:slug/moderation": { action: "end" },
  "POST /api/spaces/:slug/knocks/:id": { decision: "admit" },
  "POST /api/spaces/:slug/links": {
    role: "speaker",
    uses: 9,
    expiresAt: "2026-12-24T00:00:00Z",
  },
  "POST /api/spaces/:slug/links/exchange": { link: "a.b.c" },
  "POST /api/livekit/token": { roomName: "space-tea" },
};

/** What is proven by the body, and not by a cookie: another site's page gets no farther than anybody. */
export const provenByTheBody: Readonly<Record<string, string>> = {
  "POST /api/livekit/departure": "invalid-body",
  "POST /api/livekit/leave": "invalid-body",
  "POST /api/livekit/webhook": "unsupported-media-type",
};

/** A good body; `undefined` where the endpoint takes none. */
export function bodyOf(name: string): unknown {
  return bodies[name] ?? (name.startsWith("POST ") ? {} : undefined);
}

/** Its method and address in the space "tea", with an id where there is one in `ids`, else with none that is known. */
export function pathOf(
  name: string,
  ids: Readonly<Record<string, string>> = {},
): { readonly method: string; readonly path: string } {
  const [method, route] = name.split(" ");
  return { method, path: route.replace(":slug", "tea").replace(":id", ids[route] ?? "x") };
}
