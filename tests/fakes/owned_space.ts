/** The space "tea" and its owner on fakes, and what people hear there. */
import { expect } from "expect";
import { applyWebhookEvent } from "../../lib/server/presence/apply_webhook_event.ts";
import { connectionOf, eventOf } from "./test_services.ts";
import { openTestServer, type TestBrowser, type TestServer } from "./test_server.ts";

/** The answer's code, or its status where it is none. */
export async function heard(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  const text = await response.text();
  const code = text === "" ? undefined : JSON.parse(text).code;
  return code ?? String(response.status);
}

/** What a token request answers. */
export function asked(browser: TestBrowser, slug = "tea"): Promise<string> {
  return heard(browser.send("POST", "/api/livekit/token", { roomName: `space-${slug}` }));
}

/** "tea" with these settings; guests of it by their names. */
export async function owned(settings: Record<string, unknown> = {}): Promise<{
  readonly server: TestServer;
  readonly owner: TestBrowser;
  readonly guest: (name: string) => Promise<TestBrowser>;
}> {
  const server = await openTestServer();
  const owner = server.browser();
  await server.signIn(owner, { userId: "kim", sessionId: "laptop" });
  const made = await owner.send("POST", "/api/spaces", { slug: "tea", ...settings });
  expect(made.status).toBe(201);
  const guest = async (name: string) => {
    const browser = server.browser();
    await browser.enter("tea", name);
    return browser;
  };
  return { server, owner, guest };
}

/** Gets a token and joins with it; answers the seat. */
export async function join(server: TestServer, browser: TestBrowser): Promise<string> {
  const { seatId, generation, token } = await browser.token("tea");
  const { metadata: _, attributes, name } = JSON.parse(atob(token.split(".")[1]));
  const connection = { ...connectionOf(seatId, generation), attributes, name };
  const inside = server.livekit.rooms.get("space-tea") ?? [];
  server.livekit.rooms.set("space-tea", [...inside, connection]);
  await applyWebhookEvent(server.services, eventOf("participant_joined", connection));
  return seatId;
}
