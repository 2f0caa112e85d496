/** Guest sessions over HTTP, in storage that outlives the process. */
import { expect } from "expect";
import { join } from "node:path";
import { startApp } from "../../toolchain/app.ts";

const livekit = {
  url: "ws://127.0.0.1:9",
  apiKey: "devkey",
  apiSecret: "a-secret-of-at-least-32-characters",
};

Deno.test("a guest session outlives kill -9 of the app; its seat too", async () => {
  const folder = await Deno.makeTempDir();
  const app = await startApp({ liveKit: livekit, kvUrl: join(folder, "new", "madang.kv") });
  try {
    const send = async (method: string, path: string, body?: unknown, cookie = "") => {
      const response = await fetch(app.url + path, {
        method,
        headers: { "content-type": "application/json", "origin": app.url, cookie },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      return { response, answer: text === "" ? null : JSON.parse(text) };
    };
    const ask = { roomName: "space-tea", participantName: "</script><script>alert(1)</script>" };
    const opened = await send("POST", "/api/guest-sessions", ask);
    expect(opened.response.status).toBe(201);
    const [cookie, ...attributes] = opened.response.headers.get("set-cookie")?.split("; ") ?? [];
    // Plain http on this very machine: no prefix, no Secure.
    expect(cookie).toMatch(/^madang_guest_\d+=mdg_/);
    expect(attributes).toEqual(["Max-Age=604800", "Path=/", "HttpOnly", "SameSite=Lax"]);
    expect(opened.response.headers.has("access-control-allow-origin")).toBe(false);
    const token = { roomName: "space-tea" };
    const first = await send("POST", "/api/livekit/token", token, cookie);
    expect(first.response.status).toBe(200);

    await app.kill();
    await app.restart();
    const second = await send("POST", "/api/livekit/token", token, cookie);
    expect(second.answer.seatId).toBe(first.answer.seatId);
    expect(second.answer.participantId).toBe(`${first.answer.seatId}.2`);

    // The page knows its visitor, and a name is text in it: in the script with the props it ends nothing.
    const page = await fetch(`${app.url}/space/tea`, { headers: { cookie } });
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).toContain("alert(1)");
    const withoutScripts = html.replaceAll(/<script[^>]*>.*?<\/script>/gs, "");
    expect(withoutScripts).not.toMatch(/<\/?script/);
    expect(withoutScripts).toContain("&lt;/script>&lt;script>alert(1)");

    expect((await send("DELETE", "/api/guest-sessions/me", undefined, cookie)).response.status)
      .toBe(204);
    const over = await send("GET", "/api/guest-sessions/me", undefined, cookie);
    expect([over.response.status, over.answer.code]).toEqual([401, "session-invalid"]);
  } finally {
    await app.stop();
    await Deno.remove(folder, { recursive: true });
  }
});
