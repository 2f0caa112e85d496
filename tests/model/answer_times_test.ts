/** The longest time of an answer while storage is slow (docs/design.md, *What is promised*), for each address of a space. */
import { expect } from "expect";
import { ownedSlug } from "./rights.ts";
import { simulateGlobals } from "./simulated_globals.ts";
import { host } from "./steps.ts";
import { World } from "./world.ts";
import "./run_sequence.ts";

const space = `/api/spaces/${ownedSlug}`;
const link = { role: "listener", expiresAt: "2026-12-24T12:00:00Z", uses: 1 };

const guest = { roomName: `space-${ownedSlug}`, participantName: "Kim", delivery: "body" };

/** Method, address and body, of a space in which `seatId` sits. */
const requests = (seatId: string): readonly (readonly [string, string, unknown?])[] => [
  ["GET", "/api/spaces"],
  ["POST", "/api/spaces", { slug: "nap" }],
  ["GET", space],
  ["PATCH", space, { isLocked: true }],
  ["PATCH", space, { defaultRole: "listener" }],
  ["GET", `${space}/presence`],
  ["GET", `${space}/people`],
  ["PUT", `${space}/people/${seatId}`, { role: "listener" }],
  ["POST", `${space}/moderation`, { action: "mute", seatId }],
  ["POST", `${space}/moderation`, { action: "remove", seatId }],
  ["POST", `${space}/moderation`, { action: "end" }],
  ["GET", `${space}/knocks`],
  ["GET", `${space}/links`],
  ["POST", `${space}/links`, link],
  ["POST", `${space}/links/exchange`, { link: "none" }],
  ["GET", `${space}/log`],
  ["GET", `/space/${ownedSlug}`],
  ["POST", "/api/guest-sessions", guest],
  ["DELETE", "/api/guest-sessions/me"],
  ["DELETE", "/api/user-sessions/me"],
  // Of a browser that has a guest's cookie too.
  ["DELETE", "/api/user-sessions/me#guest"],
];

for (const at of requests("seat").keys()) {
  const [method, path, body] = requests("seat")[at];
  Deno.test(`${method} ${path} ${JSON.stringify(body) ?? ""} is answered in time, however slow storage is and whenever it goes away`, async () => {
    for (let salt = 0; salt < 30; salt++) expect(await brokenBy(at, salt)).toEqual([]);
  });
}

/** The invariants that the request breaks, in words. */
async function brokenBy(at: number, salt: number): Promise<readonly string[]> {
  const world = new World();
  using _globals = simulateGlobals(world.timeline);
  await world.start();
  world.ownSpace();
  const asking = world.people.ask(0, 0);
  await world.timeline.advance(1_000);
  const seatId = (await asking)?.mint.seatId;
  world.random.restart(salt);
  world.weather.troubleKv("slow", 60_000);
  if (salt % 2) world.timeline.after(world.random.between(0, 3_000), () => world.kv.goAway());
  const [method, path, body] = requests(`${seatId}`)[at];
  // A page of another site has no cookie of ours, but a token.
  const browser = world.people.browser(body === guest ? 0 : host);
  const bearer = body === guest ? browser.guest ?? undefined : undefined;
  if (path.endsWith("#guest")) browser.guest = world.people.browser(0).guest;
  if (JSON.stringify(body) === '{"action":"end"}') world.judge.endsForAll();
  const answering = world.send(browser.request(method, path, body, bearer));
  await world.timeline.advance(10_000);
  expect((await answering)?.status).toBeLessThan(504);
  return world.judge.broken;
}
