/** The API's endpoints over HTTP in this process, with a real LiveKit server that sends its webhooks to them. */
import { guestSessionAnswerSchema } from "../../lib/contract/guest_session.ts";
import type { Presence } from "../../lib/contract/presence.ts";
import { type TokenAnswer, tokenAnswerSchema } from "../../lib/contract/token.ts";
import { rememberedTables } from "../../lib/server/rows/remembered_rows.ts";
import { parseConfig } from "../../lib/server/config/config.ts";
import { createServices } from "../../lib/server/create_services.ts";
import { openKv } from "../../lib/server/storage/deno_kv.ts";
import { answerApi, type EndpointsByMethod } from "../../lib/server/http/kit/api.ts";
import { postDeparture, postLeave } from "../../lib/server/http/endpoints/departure.ts";
import { postGuestSession } from "../../lib/server/http/endpoints/guest_sessions.ts";
import { getPresence } from "../../lib/server/http/endpoints/presence.ts";
import { postToken } from "../../lib/server/http/endpoints/token.ts";
import { receiveWebhook } from "../../lib/server/http/endpoints/webhook.ts";
import { createLog } from "../../lib/server/base/log.ts";
import { readPresence } from "../../lib/server/presence/presence.ts";
import { presenceVersionKey } from "../../lib/server/rows/presence_rows.ts";
import type { Services } from "../../lib/server/services.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { type LiveKitServer, startLiveKit } from "../../toolchain/livekit.ts";

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly services: Services;
  readonly livekit: LiveKitServer;
  /** A guest's session for a space: its token. */
  guest(slug: string, participantName: string): Promise<string>;
  /** A token for the session's principal. */
  token(slug: string, sessionToken: string): Promise<TokenAnswer>;
  /** Waits until the presence of `slug` is as expected. Fails with the actual one. */
  presenceUntil(slug: string, holds: (presence: Presence) => boolean): Promise<Presence>;
}

const limitMs = 20_000;

export async function startTestServer(): Promise<TestServer> {
  const port = freeTcpPort();
  const url = `http://127.0.0.1:${port}`;
  const livekit = await startLiveKit({ webhookUrls: [`${url}/api/livekit/webhook`] });
  const log = createLog({ level: "error", write: console.log, now: Date.now });
  const config = parseConfig({
    LIVEKIT_URL: livekit.url,
    LIVEKIT_API_KEY: livekit.apiKey,
    LIVEKIT_API_SECRET: livekit.apiSecret,
  });
  const kv = await openKv(":memory:", log, rememberedTables);
  const services = await createServices({ config, kv, log });
  const endpointsOf = (path: string): EndpointsByMethod => {
    const slug = /^\/api\/spaces\/([^/]+)\/presence$/.exec(path)?.[1];
    if (slug) return { GET: getPresence(slug) };
    return {
      "/api/guest-sessions": { POST: postGuestSession },
      "/api/livekit/token": { POST: postToken },
      "/api/livekit/departure": { POST: postDeparture },
      "/api/livekit/leave": { POST: postLeave },
      "/api/livekit/webhook": { POST: receiveWebhook },
    }[path] ?? {};
  };
  const server = Deno.serve(
    { port, hostname: "127.0.0.1", onListen: () => {} },
    (request) => {
      const { pathname } = new URL(request.url);
      return answerApi(request, { services, requestId: "r1" }, endpointsOf(pathname));
    },
  );
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return await answer.json();
  };
  const stage: TestServer = {
    url,
    services,
    livekit,
    async guest(slug, participantName) {
      const body = { roomName: `space-${slug}`, participantName, delivery: "body" };
      const answer = guestSessionAnswerSchema.parse(await post("/api/guest-sessions", body));
      return answer.sessionToken ?? "";
    },
    async token(slug, sessionToken) {
      const body = { roomName: `space-${slug}`, sessionToken };
      return tokenAnswerSchema.parse(await post("/api/livekit/token", body));
    },
    async presenceUntil(slug, holds) {
      const { promise, resolve, reject } = Promise.withResolvers<Presence>();
      let last: Presence | null = null;
      const look = async () => {
        last = (await readPresence(kv, slug)).presence;
        if (holds(last)) resolve(last);
      };
      const stop = kv.watch([presenceVersionKey(slug)], () => look().catch(reject));
      const tooLate = () => reject(new Error(`Presence stays ${JSON.stringify(last)}`));
      const timer = setTimeout(tooLate, limitMs);
      look().catch(reject);
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        stop();
      }
    },
    async [Symbol.asyncDispose]() {
      await livekit.kill();
      await server.shutdown();
      kv.close();
    },
  };
  return stage;
}
