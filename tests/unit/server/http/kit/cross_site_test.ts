/**
 * Every declared endpoint that changes something, requested by another site's page with this browser's cookies. Over HTTP,
 * and with more kinds of other sites: tests/integration/attacks_http_test.ts.
 */
import { expect } from "expect";
import { createdLinkSchema } from "../../../../../lib/contract/space.ts";
import {
  bodyOf,
  changingEndpoints,
  pathOf,
  provenByTheBody,
} from "../../../../fakes/changing_requests.ts";
import { asked, join, owned } from "../../../../fakes/owned_space.ts";

const evil = "https://evil.example";

const sites: readonly Record<string, string>[] = [
  { "origin": evil, "sec-fetch-site": "cross-site" },
  { "origin": "http://other.localhost:8000", "sec-fetch-site": "same-site" },
  { "origin": evil, "sec-fetch-site": "none" },
  { "origin": "null", "sec-fetch-site": "cross-site" },
];

/** The media types of forms and of no-cors requests. */
const formTypes = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
];

Deno.test("another site's page changes nothing with this browser's cookies, at whichever endpoint [S05]", async () => {
  const { server, owner, guest } = await owned({ policy: "knock" });
  const seatId = await join(server, owner);
  const waiting = await guest("Lee");
  expect(await asked(waiting)).toBe("waiting-for-admission");
  const { knocks } = await (await owner.send("GET", "/api/spaces/tea/knocks")).json();
  const linkRequest = bodyOf("POST /api/spaces/:slug/links");
  const { linkId } = createdLinkSchema.parse(
    await (await owner.send("POST", "/api/spaces/tea/links", linkRequest)).json(),
  );
  // The browser has a guest's cookie, too.
  owner.cookies.set("madang_guest", waiting.cookies.get("madang_guest")!);
  const ids: Readonly<Record<string, string>> = {
    "/api/spaces/:slug/people/:id": seatId,
    "/api/spaces/:slug/knocks/:id": knocks[0].knockId,
    "/api/spaces/:slug/links/:id": linkId,
    "/api/user-sessions/:id": "me",
  };
  expect(changingEndpoints.length).toBeGreaterThan(25);
  const before = JSON.stringify(server.kv.rows());
  const cookies = JSON.stringify([...owner.cookies]);
  const outcome = async (name: string, headers: Record<string, string>) => {
    const { method, path } = pathOf(name, ids);
    const answer = await owner.send(method, path, bodyOf(name), headers);
    const { code } = await answer.json();
    expect([name, JSON.stringify(server.kv.rows())]).toEqual([name, before]);
    expect([name, JSON.stringify([...owner.cookies])]).toEqual([name, cookies]);
    return code;
  };
  for (const site of sites) {
    for (const name of changingEndpoints) {
      const expected = provenByTheBody[name] ?? "cross-site";
      expect([name, site, await outcome(name, site)]).toEqual([name, site, expected]);
    }
    for (const name of changingEndpoints.filter((name) => name.startsWith("POST "))) {
      for (const type of formTypes) {
        const code = await outcome(name, { ...site, "content-type": type });
        const isRefused = code === "unsupported-media-type" || code === "cross-site";
        expect([name, type, code, isRefused]).toEqual([name, type, code, true]);
      }
    }
  }
});
