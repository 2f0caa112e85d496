/** The server's endpoints in-process: services on fakes and a given clock, and browsers that keep cookies. */
import { clientAddress } from "../../lib/server/base/client_address.ts";
import { parseConfig } from "../../lib/server/config/config.ts";
import { createServices } from "../../lib/server/create_services.ts";
import { answerApi, type EndpointsByMethod } from "../../lib/server/http/kit/api.ts";
import {
  deleteAdminPerson,
  deleteAdminSessions,
  deleteAdminSpace,
  getAdminInstallation,
  getAdminPeople,
  getAdminSpaces,
  postAdminClosing,
  postAdminRecoveryCodes,
} from "../../lib/server/http/endpoints/admin.ts";
import {
  deleteOwnAccount,
  getAccount,
  patchAccount,
  postRecovery,
  postRecoveryCodes,
} from "../../lib/server/http/endpoints/account.ts";
import { postConnectionTest } from "../../lib/server/http/endpoints/connection_test.ts";
import { postDeparture, postLeave } from "../../lib/server/http/endpoints/departure.ts";
import {
  deleteOwnGuestSession,
  getOwnGuestSession,
  postGuestSession,
} from "../../lib/server/http/endpoints/guest_sessions.ts";
import {
  deletePasskey,
  patchPasskey,
  postAuthentication,
  postAuthenticationOptions,
  postRegistration,
  postRegistrationOptions,
} from "../../lib/server/http/endpoints/passkeys.ts";
import {
  deleteUserSession,
  getUserSessions,
} from "../../lib/server/http/endpoints/user_sessions.ts";
import { postToken } from "../../lib/server/http/endpoints/token.ts";
import { receiveWebhook } from "../../lib/server/http/endpoints/webhook.ts";
import { userSessionKey, type UserSessionRow } from "../../lib/server/rows/kv_keys.ts";
import { setRow } from "../../lib/server/storage/kv_port.ts";
import { createLog } from "../../lib/server/base/log.ts";
import type { Services } from "../../lib/server/services.ts";
import { hashToken } from "../../lib/server/base/session_tokens.ts";
import { FakeKv } from "./fake_kv.ts";
import { fixedInstallation, TestLiveKit } from "./test_services.ts";
import { spaceEndpoints } from "./space_endpoints.ts";

export const testEndpoints: Record<string, EndpointsByMethod> = {
  "/api/guest-sessions": { POST: postGuestSession },
  "/api/guest-sessions/me": { GET: getOwnGuestSession, DELETE: deleteOwnGuestSession },
  "/api/account": { GET: getAccount, PATCH: patchAccount, DELETE: deleteOwnAccount },
  "/api/recovery-codes": { POST: postRecoveryCodes },
  "/api/recovery": { POST: postRecovery },
  "/api/user-sessions": { GET: getUserSessions },
  "/api/passkeys/registration/options": { POST: postRegistrationOptions },
  "/api/passkeys/registration": { POST: postRegistration },
  "/api/passkeys/authentication/options": { POST: postAuthenticationOptions },
  "/api/passkeys/authentication": { POST: postAuthentication },
  "/api/livekit/token": { POST: postToken },
  "/api/livekit/departure": { POST: postDeparture },
  "/api/livekit/leave": { POST: postLeave },
  "/api/livekit/test": { POST: postConnectionTest },
  "/api/livekit/webhook": { POST: receiveWebhook },
  "/api/admin/installation": { GET: getAdminInstallation },
  "/api/admin/spaces": { GET: getAdminSpaces },
  "/api/admin/people": { GET: getAdminPeople },
};

/** Addresses that end in an id. */
export const testEndpointsUnder: Record<string, (id: string) => EndpointsByMethod> = {
  "/api/passkeys/:id": (id) => ({ PATCH: patchPasskey(id), DELETE: deletePasskey(id) }),
  "/api/admin/spaces/:id": (id) => ({ DELETE: deleteAdminSpace(id) }),
  "/api/admin/spaces/:id/closing": (id) => ({ POST: postAdminClosing(id) }),
  "/api/admin/people/:id": (id) => ({ DELETE: deleteAdminPerson(id) }),
  "/api/admin/people/:id/sessions": (id) => ({ DELETE: deleteAdminSessions(id) }),
  "/api/admin/people/:id/recovery-codes": (id) => ({ POST: postAdminRecoveryCodes(id) }),
  "/api/user-sessions/:id": (id) => ({ DELETE: deleteUserSession(id) }),
};

/** The pattern of an address, and its endpoints. */
function routeOf(pathname: string): { route: string; found: EndpointsByMethod } {
  const found = testEndpoints[pathname];
  if (found) return { route: pathname, found };
  const ofSpaces = spaceEndpoints(pathname);
  if (ofSpaces) return { route: pathname, found: ofSpaces };
  const [, folder, id, rest = ""] = /^(\/api\/admin\/[^/]+)\/([^/]+)(\/.+)?$/.exec(pathname) ??
    /^(.*)\/([^/]+)$/.exec(pathname) ?? ["", "", ""];
  const route = `${folder}/:id${rest}`;
  return { route, found: testEndpointsUnder[route]?.(decodeURIComponent(id)) ?? {} };
}

export const testOrigin = "http://localhost:8000";

export const testApiSecret = "a-secret-of-at-least-32-characters";

/** A server on fakes. `now` is the time of all its parts; `lines` is its log. */
export interface TestServer {
  readonly services: Services;
  readonly kv: FakeKv;
  readonly livekit: TestLiveKit;
  readonly lines: string[];
  now: number;
  /** Sends a request to its endpoint, as the routes do. Only one with a `peer`, who connected, is counted for limits. */
  send(request: Request, peer?: string): Promise<Response>;
  browser(): TestBrowser;
  /** Puts a user session straight into storage, as the sign-in will; answers its cookie. */
  signIn(browser: TestBrowser, user: Pick<UserSessionRow, "userId" | "sessionId">): Promise<void>;
}

export async function openTestServer(
  environment: Record<string, string> = {},
  replaced: Partial<Services> = {},
): Promise<TestServer> {
  const config = parseConfig({
    LIVEKIT_URL: environment.PUBLIC_URL?.startsWith("https:")
      ? "wss://livekit.example.org"
      : "ws://localhost:7880",
    LIVEKIT_API_KEY: "devkey",
    LIVEKIT_API_SECRET: testApiSecret,
    ...environment,
  });
  const now = () => server.now;
  const lines: string[] = [];
  const log = createLog({ level: "debug", write: (line) => lines.push(line), now });
  const kv = new FakeKv(now);
  const livekit = new TestLiveKit();
  const services = await createServices({ config, kv, log }, {
    livekit,
    installation: fixedInstallation(),
    now,
    ...replaced,
  });
  const server: TestServer = {
    services,
    kv,
    livekit,
    lines,
    now: Date.UTC(2026, 10, 23),
    send(request, peer) {
      const { route, found } = routeOf(new URL(request.url).pathname);
      const forwardedFor = request.headers.get("x-forwarded-for");
      const address = peer && clientAddress(peer, forwardedFor, config.trustedProxies);
      const state = { services, requestId: "request-1", route, address };
      return answerApi(request, state, found);
    },
    browser: () => new TestBrowser(server),
    async signIn(browser, { userId, sessionId }) {
      const token = `user-token-${sessionId}`;
      const row: UserSessionRow = {
        userId,
        sessionId,
        participantName: userId,
        seats: [],
        createdAt: server.now,
        expiresAt: server.now + 7 * 86_400_000,
      };
      const writes = [setRow(userSessionKey(hashToken(token)), row)];
      await kv.commit({ checks: [], writes });
      browser.cookies.set("madang_user", token);
    },
  };
  return server;
}

/** A browser on this site: keeps cookies, says where its requests come from. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  readonly #server: TestServer;

  constructor(server: TestServer) {
    this.#server = server;
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const request = new Request(testOrigin + path, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        "origin": testOrigin,
        "sec-fetch-site": "same-origin",
        ...headers,
      },
    });
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookie !== "") request.headers.set("cookie", cookie);
    const response = await this.#server.send(request);
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** A guest session for a space. */
  async enter(slug: string, participantName: string): Promise<void> {
    const body = { roomName: `space-${slug}`, participantName };
    const response = await this.send("POST", "/api/guest-sessions", body);
    if (response.status !== 201) throw new Error(`Cannot enter: ${await response.text()}`);
  }

  /** A token for a space: the generation that it is for, and its seat. */
  async token(slug: string): Promise<{ seatId: string; generation: number; token: string }> {
    const body = { roomName: `space-${slug}` };
    const response = await this.send("POST", "/api/livekit/token", body);
    const answer = await response.json();
    if (response.status !== 200) throw new Error(`Cannot get a token: ${answer.code}`);
    const generation = Number(answer.participantId.split(".")[1]);
    return { seatId: answer.seatId, generation, token: answer.token };
  }
}
