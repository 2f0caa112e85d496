/** The doctor in the app's place: while the app is not running, it listens where the app would. */
import { clientAddress } from "../base/client_address.ts";
import type { Log } from "../base/log.ts";
import type { Config } from "../config/config.ts";
import { createServices } from "../create_services.ts";
import { answerApi } from "../http/kit/api.ts";
import { getDoctor } from "../http/endpoints/doctor.ts";
import { receiveWebhook } from "../http/endpoints/webhook.ts";
import { noticeMisdirectedWebhook } from "../http/kit/setting_warnings.ts";
import type { KvPort } from "../storage/kv_port.ts";

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Answers `/api/doctor` and LiveKit's webhook until it is disposed. @throws what `Deno.serve` throws. */
export async function startDoctorServer(
  config: Config,
  kv: KvPort,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<AsyncDisposable> {
  const services = await createServices({ config, kv, log: silent });
  const server = Deno.serve(
    { hostname: host, port, onListen: () => {} },
    async (request, { remoteAddr }) => {
      const { pathname } = new URL(request.url);
      const peer = "hostname" in remoteAddr ? remoteAddr.hostname : null;
      const forwardedFor = request.headers.get("x-forwarded-for");
      const address = clientAddress(peer, forwardedFor, config.trustedProxies);
      const state = { services, requestId: "doctor", route: pathname, address };
      const isWebhook = pathname === "/api/livekit/webhook";
      const isDoctor = pathname === "/api/doctor";
      const answer = await answerApi(request, state, {
        ...(isDoctor ? { GET: getDoctor(peer) } : {}),
        ...(isWebhook ? { POST: receiveWebhook } : {}),
      });
      noticeMisdirectedWebhook(request, answer.status, services);
      return answer;
    },
  );
  return { [Symbol.asyncDispose]: () => server.shutdown() };
}
