import { expect } from "expect";
import { AppError } from "../../../../../lib/server/base/app_error.ts";
import { Metrics } from "../../../../../lib/server/base/metrics.ts";
import { answerApi } from "../../../../../lib/server/http/kit/api.ts";
import { getMetrics } from "../../../../../lib/server/http/endpoints/metrics.ts";
import { receiveWebhook } from "../../../../../lib/server/http/endpoints/webhook.ts";
import { measuredKv, measuredLiveKit } from "../../../../../lib/server/measured_ports.ts";
import { describeProcess } from "../../../../../lib/server/presence/process_metrics.ts";
import { reconcile } from "../../../../../lib/server/presence/reconcile.ts";
import type { Services } from "../../../../../lib/server/services.ts";
import { FakeKv } from "../../../../fakes/fake_kv.ts";
import {
  connectionOf,
  openTestServices,
  testConfig,
  TestLiveKit,
} from "../../../../fakes/test_services.ts";

const token = "a-token-of-sixteen-characters-or-more";

async function scrape(services: Services, bearer: string | null) {
  const headers: HeadersInit = bearer === null ? {} : { authorization: `Bearer ${bearer}` };
  const request = new Request("http://localhost:8000/metrics", { headers });
  const state = { services, requestId: "r", route: "/metrics", address: "127.0.0.1" };
  const answer = await answerApi(request, state, { GET: getMetrics });
  return { status: answer.status, text: await answer.text() };
}

/** The value of a sample, by its name and labels as Prometheus writes them. */
function valueOf(text: string, sample: string): number | null {
  const line = text.split("\n").find((one) => one.startsWith(`madang_${sample} `));
  return line === undefined ? null : Number(line.split(" ").at(-1));
}

Deno.test("getMetrics() is there for Prometheus with the token alone [S153]", async () => {
  await using server = await openTestServices();
  expect((await scrape(server.services, token)).status).toBe(404);
  const services = {
    ...server.services,
    config: testConfig({ MADANG_METRICS_TOKEN: token }),
  };
  for (const wrong of [null, "", "x", `${token}x`, token.slice(1)]) {
    expect([wrong, (await scrape(services, wrong)).status]).toEqual([wrong, 401]);
  }
  expect((await scrape(services, token)).status).toBe(200);
  const { text } = await scrape(services, token);
  expect(valueOf(text, 'requests_total{endpoint="GET /metrics",status="401"}')).toBe(5);
  expect(valueOf(text, 'refusals_total{endpoint="GET /metrics",code="unauthenticated"}')).toBe(5);
});

Deno.test("metrics count people, repairs, evictions and refused webhooks, without an id or a name", async () => {
  await using server = await openTestServices();
  const services = {
    ...server.services,
    config: testConfig({ MADANG_METRICS_TOKEN: token }),
  };
  describeProcess(services, { version: "1", commit: null, engine: "fresh" });
  const seatId = await server.seat(2);
  const [old, current] = [connectionOf(seatId, 1), connectionOf(seatId, 2)];
  server.livekit.rooms.set("space-tea", [old, current]);
  await reconcile(services, "tea");
  const forged = new Request("http://localhost:8000/api/livekit/webhook", {
    method: "POST",
    headers: { "content-type": "application/webhook+json", authorization: "x" },
    body: "{}",
  });
  const state = { services, requestId: "r", route: "/api/livekit/webhook", address: "::1" };
  await answerApi(forged, state, { POST: receiveWebhook });
  const { text } = await scrape(services, token);
  expect(valueOf(text, "people")).toBe(1);
  expect(valueOf(text, "inhabited_spaces")).toBe(1);
  expect(valueOf(text, "presence_streams")).toBe(0);
  expect(valueOf(text, 'repairs_total{kind="joined"}')).toBe(1);
  expect(valueOf(text, 'evictions_total{cause="taken-over"}')).toBe(1);
  expect(valueOf(text, 'webhooks_refused_total{reason="unsigned"}')).toBe(1);
  expect(valueOf(text, 'build_info{version="1",commit="",engine="fresh"}')).toBe(1);
  expect(text).not.toContain(seatId);
  expect(text).not.toContain("tea");
  expect(text).not.toContain(current.name);
});

Deno.test("measuredKv() and measuredLiveKit() count calls and failures, and pass both on", async () => {
  const metrics = new Metrics();
  const kv = new FakeKv();
  const measured = measuredKv(kv, metrics);
  await measured.get(["a"]);
  kv.isAway = true;
  await expect(measured.get(["a"])).rejects.toMatchObject({ code: "storage-unavailable" });
  const livekit = new TestLiveKit();
  livekit.failure = new AppError("livekit-unavailable", "away");
  await expect(measuredLiveKit(livekit, metrics).listRoomNames()).rejects.toThrow("away");
  const { body } = await metrics.text();
  const get = 'dependency="storage",call="get"';
  expect(valueOf(body, `dependency_seconds_count{${get}}`)).toBe(2);
  expect(valueOf(body, `dependency_errors_total{${get}}`)).toBe(1);
  expect(valueOf(body, 'dependency_errors_total{dependency="livekit",call="listRoomNames"}'))
    .toBe(1);
});
