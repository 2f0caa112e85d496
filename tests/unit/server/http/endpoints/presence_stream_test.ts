import { expect } from "expect";
import { answerApi } from "../../../../../lib/server/http/kit/api.ts";
import { getPresence } from "../../../../../lib/server/http/endpoints/presence.ts";
import { maxStreamsPerAddress } from "../../../../../lib/server/http/endpoints/presence_stream.ts";
import { PresenceFeed } from "../../../../../lib/server/presence/presence_feed.ts";
import { openTestServer, testOrigin } from "../../../../fakes/test_server.ts";

Deno.test("one address holds up to its limit of presence streams, may open another after closing one, and blocks no other address [S52]", async () => {
  const { services, kv } = await openTestServer();
  const presenceFeed = new PresenceFeed(kv);
  const open = (address: string) => {
    const request = new Request(`${testOrigin}/api/spaces/tea/presence`, {
      headers: { accept: "text/event-stream" },
    });
    const state = {
      services: { ...services, presenceFeed },
      requestId: "r1",
      route: "/api/spaces/:slug/presence",
      address,
    };
    return answerApi(request, state, { GET: getPresence("tea") });
  };
  const streams = await Promise.all(
    Array.from({ length: maxStreamsPerAddress }, () => open("203.0.113.5")),
  );
  expect(streams.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
  const refused = await open("203.0.113.5");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "10"]);
  const other = await open("203.0.113.6");
  expect(other.status).toBe(200);
  await streams[0].body?.cancel();
  const again = await open("203.0.113.5");
  expect(again.status).toBe(200);
  expect((await open("203.0.113.5")).status).toBe(429);

  // A stream that fails to open does not count.
  kv.isAway = true;
  await streams[1].body?.cancel();
  const request = new Request(`${testOrigin}/api/spaces/tea/presence`, {
    headers: { accept: "text/event-stream", authorization: `Bearer mdg_${"A".repeat(43)}` },
  });
  const state = { services: { ...services, presenceFeed }, requestId: "r1" };
  const away = await answerApi(request, {
    ...state,
    route: "/api/spaces/:slug/presence",
    address: "203.0.113.5",
  }, { GET: getPresence("tea") });
  expect(away.status).toBe(503);
  expect((await open("203.0.113.5")).status).toBe(200);
  presenceFeed.close();
  expect(services.rateLimits.acquire("streams 203.0.113.5", 1)).not.toBeNull();
});

/** The named events of a stream (not presence, not heartbeats), as they come. */
async function* eventsOf(response: Response): AsyncGenerator<string> {
  let text = "";
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end < 0) break;
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      if (block.startsWith("event:")) yield block.replaceAll(/event: |\ndata:/g, "");
    }
  }
}

/** A space with policy `knock`, its owner, and a guest who may knock. */
async function knockServer() {
  const server = await openTestServer();
  const presenceFeed = new PresenceFeed(server.kv, () => server.now);
  const [owner, lee] = [server.browser(), server.browser()];
  await server.signIn(owner, { userId: "kim", sessionId: "laptop" });
  await owner.send("POST", "/api/spaces", { slug: "tea", policy: "knock" });
  await lee.enter("tea", "Lee");
  const services = { ...server.services, presenceFeed };
  const open = async (cookies: ReadonlyMap<string, string>) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const request = new Request(`${testOrigin}/api/spaces/tea/presence`, {
      headers: { accept: "text/event-stream", cookie },
    });
    const state = { services, requestId: "r1" };
    return eventsOf(await answerApi(request, state, { GET: getPresence("tea") }));
  };
  const ask = () => lee.send("POST", "/api/livekit/token", { roomName: "space-tea" });
  return { server, presenceFeed, owner, lee, open, ask };
}

Deno.test("the stream sends knocks to moderators, and `event: door` to the person who waits", async () => {
  const { presenceFeed, owner, lee, open, ask } = await knockServer();
  const [ofOwner, ofLee] = [await open(owner.cookies), await open(lee.cookies)];
  expect((await ofOwner.next()).value).toBe('knocks {"knocks":[]}');
  expect((await ofOwner.next()).value).toBe("door {}");
  expect((await ofLee.next()).value).toBe("door {}");
  await ask();
  const event: string = (await ofOwner.next()).value ?? "";
  const [knock] = JSON.parse(event.slice("knocks ".length)).knocks;
  expect(knock.participantName).toBe("Lee");
  const decision = { decision: "admit" };
  await owner.send("POST", `/api/spaces/tea/knocks/${knock.knockId}`, decision);
  // Lee gets no knocks.
  expect((await ofLee.next()).value).toBe("door {}");
  expect((await lee.token("tea")).generation).toBe(1);
  const after = [(await ofOwner.next()).value, (await ofOwner.next()).value];
  expect(after.toSorted()).toEqual(["door {}", 'knocks {"knocks":[]}']);
  presenceFeed.close();
});

Deno.test("the stream keeps sending a knock that is renewed for longer than a knock lives", async () => {
  const { server, presenceFeed, owner, open, ask } = await knockServer();
  for (let seconds = 0; seconds < 300; seconds += 30) {
    await ask();
    server.now += 30_000;
  }
  const ofOwner = await open(owner.cookies);
  expect((await ofOwner.next()).value).toContain('"participantName":"Lee"');
  presenceFeed.close();
});

Deno.test("a reconnecting stream sends the empty list after a knock was decided in between", async () => {
  const { presenceFeed, owner, open, ask } = await knockServer();
  await ask();
  const before = await open(owner.cookies);
  const event: string = (await before.next()).value ?? "";
  await before.return(undefined);
  const [{ knockId }] = JSON.parse(event.slice("knocks ".length)).knocks;
  await owner.send("POST", `/api/spaces/tea/knocks/${knockId}`, { decision: "refuse" });
  const after = await open(owner.cookies);
  expect((await after.next()).value).toBe('knocks {"knocks":[]}');
  presenceFeed.close();
});
