/** Composes the app: environment → configuration → storage → services → Fresh. */
import { App, csp, staticFiles } from "fresh";
import { h } from "preact";
import { locales } from "./components/messages/locale.ts";
import { ErrorPage } from "./components/pages/ErrorPage.tsx";
import type { State } from "./fresh.config.ts";
import { rememberedTables } from "./lib/server/rows/remembered_rows.ts";
import { type Config, type Environment, parseConfig } from "./lib/server/config/config.ts";
import { callLoopbackDirectly } from "./lib/server/config/outgoing_proxy.ts";
import { withSecretFiles } from "./lib/server/config/secret_files.ts";
import { readBuildCommit, startSummary } from "./lib/server/config/start_summary.ts";
import { clientAddress } from "./lib/server/base/client_address.ts";
import { createServices } from "./lib/server/create_services.ts";
import { openKv } from "./lib/server/storage/deno_kv.ts";
import { upgradeWhenReachable } from "./lib/server/storage/schema.ts";
import { answerCompressed, readCompressedFiles } from "./lib/server/http/kit/compressed_files.ts";
import { asAppError, errorPageInit } from "./lib/server/http/kit/errors.ts";
import {
  isApiPath,
  methodNotAllowed,
  sanitizeRequest,
} from "./lib/server/http/kit/request_pipeline.ts";
import { negotiateLocale } from "./lib/server/http/kit/negotiate_locale.ts";
import { noticeMisdirectedWebhook, noticeProxy } from "./lib/server/http/kit/setting_warnings.ts";
import { redirectToPublicUrl } from "./lib/server/http/kit/public_address.ts";
import {
  answerProcessingFile,
  readProcessingFiles,
} from "./lib/server/http/kit/processing_files.ts";
import { linkPreloads, readPreloads } from "./lib/server/http/kit/preloads.ts";
import { problemResponse } from "./lib/server/http/kit/problem.ts";
import { requestIdOf } from "./lib/server/http/kit/request_id.ts";
import { describeSpan, keepQueriesOut } from "./lib/server/http/kit/trace.ts";
import {
  contentSecurityPolicy,
  withSecurityHeaders,
} from "./lib/server/http/kit/security_headers.ts";
import { onDrainSignal, onTerminationSignal } from "./lib/server/base/termination_signal.ts";
import { isExposedWithoutHttps } from "./lib/server/base/is_loopback.ts";
import { createLog } from "./lib/server/base/log.ts";
import { sweepChats } from "./lib/server/chat/clear_chat.ts";
import { Metrics } from "./lib/server/base/metrics.ts";
import { createLiveKitApi } from "./lib/server/livekit/livekit_api.ts";
import { measuredKv, measuredLiveKit } from "./lib/server/measured_ports.ts";
import { describeProcess } from "./lib/server/presence/process_metrics.ts";
import { PresenceFeed } from "./lib/server/presence/presence_feed.ts";
import { reconcileAll, startReconcileRounds } from "./lib/server/presence/reconcile_rounds.ts";
import type { Services } from "./lib/server/services.ts";
import { listenError, startProblem } from "./lib/server/config/start_error.ts";

/** Exits with a message for a problem of the environment; rethrows any other error, which is a defect. */
function cannotStart(error: unknown): never {
  const problem = startProblem(error);
  if (problem === null) throw error;
  console.error(problem);
  Deno.exit(1);
}

/** `deno serve` listens after this module was evaluated, and reports a failure to listen only as a rejection. */
globalThis.addEventListener("unhandledrejection", ({ reason }) => {
  const error = listenError(reason);
  if (error) cannotStart(error);
});

function configOf(environment: Environment): Config {
  try {
    const filled = withSecretFiles(environment, Deno.readTextFileSync);
    // Deno itself reads the KV server's token.
    const kvToken = filled.DENO_KV_ACCESS_TOKEN;
    if (kvToken) Deno.env.set("DENO_KV_ACCESS_TOKEN", kvToken);
    return parseConfig(filled);
  } catch (error) {
    return cannotStart(error);
  }
}

/** A file that the build wrote beside the server. */
function buildFile(name: string): URL {
  return new URL(`_fresh/${name}`, import.meta.url);
}

async function startServices(config: Config): Promise<Services> {
  const log = createLog({ level: config.logLevel, write: console.log, now: Date.now });
  const summary = startSummary(config, await readBuildCommit(buildFile("commit.txt")));
  log.info("started", summary);
  if (!config.hasRateLimits) log.warn("rate-limits-off");
  if (isExposedWithoutHttps(Deno.env.get("HOST"), config.publicUrl)) log.warn("no-https");
  const metrics = new Metrics();
  const opened = await openKv(config.kvUrl, log, rememberedTables);
  await upgradeWhenReachable(opened, cannotStart);
  const kv = measuredKv(opened, metrics);
  const livekit = measuredLiveKit(createLiveKitApi(config.livekit), metrics);
  const presenceFeed = new PresenceFeed(kv);
  const isDraining = () => isAboutToEnd;
  const parts = { livekit, metrics, presenceFeed, isDraining };
  const services = createServices({ config, kv, log }, parts);
  describeProcess(services, summary);
  globalThis.addEventListener("unload", () => kv.close());
  if (config.livekit === null) return services;
  if (Deno.env.get("DENO_DEPLOYMENT_ID")) {
    Deno.cron("reconcile all spaces", "* * * * *", async () => {
      await reconcileAll(services);
      await sweepChats(services);
    });
  }
  const { requestReconcile } = startReconcileRounds(services, () => sweepChats(services));
  return { ...services, requestReconcile };
}

/** The address that a request counts under; a proxy that nothing is set for is noticed on the way. */
function addressOf({ headers }: Request, { remoteAddr }: Deno.ServeHandlerInfo): string {
  const peer = "hostname" in remoteAddr ? remoteAddr.hostname : null;
  noticeProxy(headers, peer, services);
  return clientAddress(peer, headers.get("x-forwarded-for"), config.trustedProxies);
}

/** Fresh's App, with requests sanitized first: some make Fresh fail outside every middleware. */
class GuardedApp extends App<State> {
  override handler(): ReturnType<App<State>["handler"]> {
    const handle = super.handler();
    return async (request, info) => {
      const sanitized = sanitizeRequest(request, requestIdOf(request.headers, config));
      return withSecurityHeaders(
        sanitized instanceof Response ? sanitized : await handle(sanitized, info),
        new URL(request.url).pathname,
      );
    };
  }
}

type PageMiddleware = ReturnType<typeof csp<State>>;

/** What only pages and files need: an answer of the API has its policy from `withSecurityHeaders`, and is no file. */
function exceptApi(middleware: PageMiddleware): PageMiddleware {
  return (ctx) => isApiPath(ctx.url.pathname) ? ctx.next() : middleware(ctx);
}

/** Set by SIGUSR2: answers ask for a new connection, which the proxy opens elsewhere. */
let isAboutToEnd = false;
onDrainSignal(() => isAboutToEnd = true);

callLoopbackDirectly(Deno.env);
keepQueriesOut();
const config = configOf(Deno.env.toObject());
const services = await startServices(config).catch(cannotStart);
const compressed = await readCompressedFiles(buildFile("compressed/"));
const processingFiles = new Map([
  ...await readProcessingFiles(buildFile("development/processing/")),
  ...await readProcessingFiles(buildFile("processing/")),
]);
const preloads = await readPreloads(buildFile("preloads.json"));

export const app = new GuardedApp()
  .use(async (ctx) => {
    ctx.state.services = services;
    ctx.state.requestId = requestIdOf(ctx.req.headers, config);
    ctx.state.route = ctx.route;
    describeSpan(ctx.req, ctx.route, ctx.state.requestId);
    ctx.state.address = addressOf(ctx.req, ctx.info);
    const isOfApi = isApiPath(ctx.url.pathname);
    if (!isOfApi) ctx.state.locale = negotiateLocale(ctx.req.headers, locales);
    const answer = await ctx.next();
    answer.headers.set("x-request-id", ctx.state.requestId);
    if (!isOfApi) linkPreloads(answer.headers, preloads);
    if (isAboutToEnd) answer.headers.set("connection", "close");
    noticeMisdirectedWebhook(ctx.req, answer.status, services);
    return answer;
  })
  // Before the pages' policy, which would be a worker's too.
  .use((ctx) => answerProcessingFile(processingFiles, ctx.req) ?? ctx.next())
  .use(exceptApi(csp({ useNonce: true, csp: contentSecurityPolicy(config.livekit?.url ?? null) })))
  .use(exceptApi((ctx) => answerCompressed(compressed, ctx.req, () => ctx.next())))
  .use(exceptApi(staticFiles()))
  // Errors are answered here, since a root `_error` runs outside every middleware, without their headers.
  .use(async (ctx) => {
    try {
      return await ctx.next();
    } catch (thrown) {
      const error = asAppError(thrown);
      const { requestId, locale } = ctx.state;
      const { status } = error;
      if (status >= 500) services.log.error("request-failed", { requestId, error: thrown });
      if (isApiPath(ctx.url.pathname)) return problemResponse(error, requestId);
      const page = h(ErrorPage, { locale, status, pathname: ctx.url.pathname, requestId });
      return await ctx.render(page, errorPageInit(error));
    }
  })
  // Fresh itself answers 200 to a POST of a page.
  .use((ctx) => {
    const isRead = ctx.req.method === "GET" || ctx.req.method === "HEAD";
    const isRefused = !isRead && !isApiPath(ctx.url.pathname);
    if (isRefused) return methodNotAllowed(["GET", "HEAD"], ctx.state.requestId);
    const elsewhere = isApiPath(ctx.url.pathname) ? null : redirectToPublicUrl(ctx.req, config);
    return elsewhere ?? ctx.next();
  })
  .fsRoutes();

onTerminationSignal(() => {
  services.presenceFeed?.close();
  // Fresh's development server does not stop by itself.
  if (app.config.mode === "development") Deno.exit();
});
