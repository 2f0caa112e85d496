/** The API as its description says, against the built app. `deno task test:schemathesis` asks it much more. */
import { expect } from "expect";
import { z } from "zod";
import { problemSchema } from "../../lib/contract/errors.ts";
import { operations } from "../../lib/server/http/openapi/operations.ts";
import { startApp } from "../../toolchain/app.ts";

Deno.test("every operation of /api/openapi.json answers what it says, to anybody and to a guest", async () => {
  const app = await startApp({ liveKit: null });
  try {
    const document = await (await fetch(`${app.url}/api/openapi.json`)).json();
    expect([document.openapi, document.servers]).toEqual(["3.1.0", [{ url: app.url }]]);
    const page = await fetch(`${app.url}/api/docs`);
    expect(page.headers.get("content-security-policy")).toContain("default-src");
    expect(await page.text()).toContain("POST /api/livekit/token");
    const begun = await fetch(`${app.url}/api/guest-sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ roomName: "space-tea", participantName: "Kim", delivery: "body" }),
    });
    const { sessionToken } = await begun.json();
    for (const [name, { answers, body }] of Object.entries(operations)) {
      const [method, route] = name.split(" ");
      const path = route.replace(":slug", "tea").replace(":id", "me");
      for (const bearer of [null, sessionToken]) {
        // The session of the walk stays until its end.
        if (bearer !== null && name === "DELETE /api/guest-sessions/me") continue;
        const headers = new Headers({ "content-type": "application/json" });
        if (bearer !== null) headers.set("authorization", `Bearer ${bearer}`);
        const answer = await fetch(app.url + path, {
          method,
          headers,
          body: body === undefined ? undefined : "{}",
        });
        const text = await answer.text();
        const type = answer.headers.get("content-type");
        if (answer.status in answers) {
          const schema = answers[answer.status];
          if (schema !== null) z.core.parse(schema, JSON.parse(text));
          continue;
        }
        expect([name, answer.status, type]).toEqual([
          name,
          expect.any(Number),
          "application/problem+json",
        ]);
        expect(answer.status).not.toBe(500);
        expect(problemSchema.parse(JSON.parse(text)).status).toBe(answer.status);
      }
    }
  } finally {
    await app.stop();
  }
});
