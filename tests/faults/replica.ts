/**
 * The server as one process of a test: the real endpoint functions on the real ports, composed as main.ts does,
 * without Fresh (tests must run where Fresh cannot be had) and with ways to break it. Its environment
 * is the app's own; `REPLICA_ROUNDS=off` leaves the reconciler to the test. Started by replicas.ts.
 */
import { listenAddress } from "../../compat/listen_address.ts";
import { rememberedTables } from "../../lib/server/rows/remembered_rows.ts";
import { parseConfig } from "../../lib/server/config/config.ts";
import { createServices } from "../../lib/server/create_services.ts";
import { openKv } from "../../lib/server/storage/deno_kv.ts";
import { endSession } from "../../lib/server/sessions/guest_sessions.ts";
import { answerApi, type EndpointsByMethod } from "../../lib/server/http/kit/api.ts";
import { postDeparture, postLeave } from "../../lib/server/http/endpoints/departure.ts";
import {
  deleteOwnGuestSession,
  getOwnGuestSession,
  postGuestSession,
} from "../../lib/server/http/endpoints/guest_sessions.ts";
import { getHealth } from "../../lib/server/http/endpoints/health.ts";
import { getReady } from "../../lib/server/http/endpoints/ready.ts";
import { signInAnswer } from "../../lib/server/http/kit/signed_in.ts";
import { postToken } from "../../lib/server/http/endpoints/token.ts";
import { deleteUserSession } from "../../lib/server/http/endpoints/user_sessions.ts";
import { receiveWebhook } from "../../lib/server/http/endpoints/webhook.ts";
import { userSessionKey } from "../../lib/server/rows/kv_keys.ts";
import { deleteRow, setRow } from "../../lib/server/storage/kv_port.ts";
import { createLiveKitApi } from "../../lib/server/livekit/livekit_api.ts";
import { createLog } from "../../lib/server/base/log.ts";
import { sweepChats } from "../../lib/server/chat/clear_chat.ts";
import { PresenceFeed } from "../../lib/server/presence/presence_feed.ts";
import { reconcile } from "../../lib/server/presence/reconcile.ts";
import { startReconcileRounds } from "../../lib/server/presence/reconcile_rounds.ts";
import type { Services } from "../../lib/server/services.ts";
import { hashToken } from "../../lib/server/base/session_tokens.ts";
import { evictAndWait } from "../../lib/server/seats/evict_and_wait.ts";
import { findOrMakeUser } from "../../lib/server/accounts/users.ts";
import { spaceEndpoints } from "../fakes/space_endpoints.ts";
import { Failpoints } from "./failpoint.ts";
import { moveClock } from "./moved_clock.ts";
import {
  type Control,
  controlPath,
  controlSchema,
  providedPersonSchema,
  signInPath,
} from "./replica_control.ts";

const clock = moveClock();
const failpoints = new Failpoints();
// Without its port: all replicas have one address behind a balancer, and so one name for their cookies.
const config = parseConfig({ ...Deno.env.toObject(), PORT: undefined });
const now = () => Date.now();
const log = createLog({ level: config.logLevel, write: console.log, now });
const kv = failpoints.kv(await openKv(config.kvUrl, log, rememberedTables));
const livekit = failpoints.livekit(createLiveKitApi(config.livekit));
const composed = createServices({ config, kv, log }, {
  livekit,
  now,
  presenceFeed: new PresenceFeed(kv),
});
const services: Services = Deno.env.get("REPLICA_ROUNDS") === "off"
  ? composed
  : { ...composed, requestReconcile: rounds().requestReconcile };

// Known before the first request, as with rounds: its calls to storage are not a request's.
services.installation.id().catch(() => {});

const { host: hostname, port } = listenAddress(Deno.env.get("HOST"), Deno.env.get("PORT"));
const endpoints: Record<string, EndpointsByMethod> = {
  "/api/health": { GET: getHealth },
  "/api/ready": { GET: getReady },
  "/api/guest-sessions": { POST: postGuestSession },
  "/api/guest-sessions/me": { GET: getOwnGuestSession, DELETE: deleteOwnGuestSession },
  "/api/user-sessions/me": { DELETE: deleteUserSession("me") },
  [signInPath]: { POST: postSignIn },
  "/api/livekit/token": { POST: postToken },
  "/api/livekit/departure": { POST: postDeparture },
  "/api/livekit/leave": { POST: postLeave },
  "/api/livekit/webhook": { POST: receiveWebhook },
};

// Deno itself prints that it listens.
Deno.serve({ port, hostname }, async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === controlPath) {
    return Response.json(await control(controlSchema.parse(await request.json())) ?? null);
  }
  const methods = endpoints[pathname] ?? spaceEndpoints(pathname) ?? {};
  const answer = () => answerApi(request, { services, requestId: crypto.randomUUID() }, methods);
  return pathname === "/api/livekit/token" ? await failpoints.tokenRequest(answer) : await answer();
});

function rounds() {
  return startReconcileRounds(composed, () => sweepChats(composed));
}

async function postSignIn(request: Request, services: Services): Promise<Response> {
  const person = providedPersonSchema.parse(await request.json());
  const whose = findOrMakeUser(services, { issuer: "https://id.example.org", ...person });
  return await signInAnswer(request, services, whose.then(({ userId }) => userId));
}

async function control(told: Control): Promise<unknown> {
  switch (told.do) {
    case "clock":
      return clock.offsetMs = told.offsetMs;
    case "failpoint":
      return failpoints.arm(told.failpoint);
    case "calls":
      return failpoints.lastCalls;
    case "reconcile":
      return await reconcile(services, told.slug);
    case "user-session": {
      const { token, userId, sessionId, participantName } = told;
      const row = { userId, sessionId, participantName, seats: [], createdAt: now() };
      const writes = [
        setRow(userSessionKey(hashToken(token)), { ...row, expiresAt: now() + 86_400_000 }),
      ];
      return await kv.commit({ checks: [], writes });
    }
    case "sign-out": {
      const key = userSessionKey(hashToken(told.token));
      return await evictAndWait(services, await endSession(services, key, "ended"));
    }
    case "rows":
      return (await kv.list(told.prefix, 10_000)).map(({ key, value }) => ({ key, value }));
    case "delete":
      return await kv.commit({ checks: [], writes: [deleteRow(told.key)] });
    case "resources":
      return {
        rssBytes: Deno.memoryUsage().rss,
        openFiles: [...Deno.readDirSync("/proc/self/fd")].length,
      };
  }
}
