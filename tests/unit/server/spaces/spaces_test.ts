/** A space's owner, moderators and guests, through the endpoints; every role against every action, so that it is long. */
import { expect } from "expect";
import { identityOf } from "../../../../lib/contract/participant.ts";
import {
  createdLinkSchema,
  evictionTopic,
  spaceAnswerSchema,
  spacePeopleSchema,
} from "../../../../lib/contract/space.ts";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import { signIn } from "../../../../lib/server/http/kit/signed_in.ts";
import { seatKey, userKey } from "../../../../lib/server/rows/kv_keys.ts";
import { deleteRow, setRow } from "../../../../lib/server/storage/kv_port.ts";
import { newUser } from "../../../../lib/server/accounts/users.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import { reconcile } from "../../../../lib/server/presence/reconcile.ts";
import { presencePrefix } from "../../../../lib/server/rows/presence_rows.ts";
import { knocksChangedKey } from "../../../../lib/server/rows/space_rows.ts";
import { connectionOf, eventOf } from "../../../fakes/test_services.ts";
import { asked, heard, join, owned } from "../../../fakes/owned_space.ts";
import {
  openTestServer,
  type TestBrowser,
  testOrigin,
  type TestServer,
} from "../../../fakes/test_server.ts";

/** No replica commits before the other one has read, too. */
function holdUntilBothCommit(server: TestServer) {
  const both = Promise.withResolvers<void>();
  let commits = 0;
  server.kv.beforeCommit = () => {
    if (++commits === 2) both.resolve();
    return both.promise;
  };
}

/** The secret of a link that gives `role`. */
async function linkFor(server: TestServer, owner: TestBrowser, role: string): Promise<string> {
  const wish = { role, expiresAt: new Date(server.now + 3_600_000).toISOString(), uses: 9 };
  const answer = await owner.send("POST", "/api/spaces/tea/links", wish);
  return createdLinkSchema.parse(await answer.json()).url.split("#link=")[1];
}

async function insideNow(server: TestServer): Promise<number> {
  const rows = await server.kv.list(presencePrefix("tea"));
  return rows.filter(({ value }) => value?.leftAtMs === null).length;
}

Deno.test("a space is made by a signed-in person, once, and not while others are inside", async () => {
  const server = await openTestServer();
  const [kim, lee, guest] = [server.browser(), server.browser(), server.browser()];
  await server.signIn(kim, { userId: "kim", sessionId: "laptop" });
  await server.signIn(lee, { userId: "lee", sessionId: "phone" });
  await guest.enter("tea", "Guest");
  const make = (browser: TestBrowser) =>
    heard(browser.send("POST", "/api/spaces", { slug: "tea" }));
  expect(await make(guest)).toBe("not-allowed");
  await join(server, guest);
  expect(await make(kim)).toBe("space-taken");
  await guest.send("DELETE", "/api/guest-sessions/me");
  const [gone] = await server.kv.list(presencePrefix("tea"));
  const left = connectionOf(gone.value!.seatId, 1);
  await applyWebhookEvent(server.services, eventOf("participant_left", left));
  expect(await make(kim)).toBe("201");
  expect(await make(kim)).toBe("201");
  expect(await make(lee)).toBe("space-taken");
  expect(await (await kim.send("GET", "/api/spaces")).json()).toEqual({ slugs: ["tea"] });
});

Deno.test("a space is not made while a guest gets a token at the same moment, whatever its capacity [S73]", async () => {
  for (const capacity of ["2", "50", "65", "3000"]) {
    // At each of the commits that making it takes, at the last one too.
    for (let commits = 1;; commits++) {
      const server = await openTestServer({ MADANG_SPACE_CAPACITY: capacity });
      const [kim, guest] = [server.browser(), server.browser()];
      await server.signIn(kim, { userId: "kim", sessionId: "laptop" });
      await guest.enter("tea", "Guest");
      let toCome = commits;
      server.kv.beforeCommit = async () => {
        if (--toCome === 0) expect(await asked(guest)).toBe("200");
      };
      const made = await heard(kim.send("POST", "/api/spaces", { slug: "tea" }));
      if (toCome > 0) {
        expect([capacity, commits > 1, made]).toEqual([capacity, true, "201"]);
        break;
      }
      expect([capacity, commits, made]).toEqual([capacity, commits, "space-taken"]);
    }
  }
});

Deno.test("GET and PATCH show and change a space by the role of the request", async () => {
  const { owner, guest } = await owned({ policy: "knock", capacity: 7 });
  const lee = await guest("Lee");
  const seen = async (browser: TestBrowser) =>
    spaceAnswerSchema.parse(await (await browser.send("GET", "/api/spaces/tea")).json());
  expect(await seen(owner)).toMatchObject({
    role: "owner",
    entry: "allowed",
    settings: { policy: "knock", capacity: 7 },
  });
  const asGuest = await seen(lee);
  expect(asGuest).toMatchObject({ entry: "waiting-for-admission", role: null, mayModerate: false });
  expect(asGuest.settings).toBeUndefined();
  const patch = (browser: TestBrowser, body: unknown) =>
    heard(browser.send("PATCH", "/api/spaces/tea", body));
  expect(await patch(lee, { policy: "open" })).toBe("not-allowed");
  expect(await patch(owner, { ownerId: "lee" })).toBe("invalid-body");
  expect(await patch(owner, { policy: "open", isLocked: true })).toBe("200");
  expect(await asked(lee)).toBe("space-locked");
  expect(await heard(owner.send("PATCH", "/api/spaces/garden", { isLocked: true }))).toBe(
    "not-found",
  );
});

Deno.test("a space without an owner does not exist where spaces are declared", async () => {
  const server = await openTestServer({ MADANG_SPACES: "declared" });
  const kim = server.browser();
  await server.signIn(kim, { userId: "kim", sessionId: "laptop" });
  expect(await asked(kim)).toBe("not-found");
  expect(await heard(kim.send("GET", "/api/spaces/tea"))).toBe("not-found");
  const guest = server.browser();
  await expect(guest.enter("tea", "Lee")).rejects.toThrow("not-found");
  expect(await heard(kim.send("POST", "/api/spaces", { slug: "tea" }))).toBe("201");
  await guest.enter("tea", "Lee");
  expect(await asked(guest)).toBe("200");
});

Deno.test("ten for the last place: exactly one gets it, on two replicas", async () => {
  const { server, owner } = await owned({ capacity: 2 });
  await join(server, owner);
  const replica = await openTestServer({}, { kv: server.kv, now: () => server.now });
  const people = await Promise.all(Array.from({ length: 10 }, async (_, index) => {
    const browser = (index % 2 ? server : replica).browser();
    await browser.enter("tea", `Guest ${index}`);
    return browser;
  }));
  holdUntilBothCommit(server);
  const answers = await Promise.all(people.map((browser) => asked(browser)));
  expect(answers.toSorted()).toEqual(["200", ...Array(9).fill("space-full")]);
  // The one who got it may ask again, and so may the owner inside.
  expect(await asked(people[answers.indexOf("200")])).toBe("200");
  expect(await asked(owner)).toBe("200");
});

Deno.test("a place is free again once its token has expired, or its person has left", async () => {
  const { server, guest } = await owned({ capacity: 1 });
  const [lee, park] = [await guest("Lee"), await guest("Park")];
  expect(await asked(lee)).toBe("200");
  expect(await asked(park)).toBe("space-full");
  server.now += 183_000;
  const seatId = await join(server, park);
  expect(await asked(lee)).toBe("space-full");
  const [connection] = server.livekit.rooms.get("space-tea")!;
  expect(connection.identity.startsWith(seatId)).toBe(true);
  await applyWebhookEvent(server.services, eventOf("participant_left", connection));
  expect(await asked(lee)).toBe("200");
});

Deno.test("a person gone with the room, whose left was lost, does not pass a later lock", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  await join(server, lee);
  server.livekit.rooms.clear();
  const createdAtMs = server.now + 60_000;
  await applyWebhookEvent(server.services, eventOf("room_finished", null, { createdAtMs }));
  await reconcile(server.services, "tea");
  await owner.send("PATCH", "/api/spaces/tea", { isLocked: true });
  expect(await asked(lee)).toBe("space-locked");
});

Deno.test("a reload keeps its place between left and joined", async () => {
  const { server, guest } = await owned({ capacity: 1 });
  const [lee, park] = [await guest("Lee"), await guest("Park")];
  await join(server, lee);
  expect(await asked(lee)).toBe("200");
  const [connection] = server.livekit.rooms.get("space-tea")!;
  await applyWebhookEvent(server.services, eventOf("participant_left", connection));
  expect(await insideNow(server)).toBe(0);
  expect(await asked(park)).toBe("space-full");
  expect(await asked(lee)).toBe("200");
});

Deno.test("a lock that lands during a new reservation refuses it", async () => {
  const { server, owner, guest } = await owned();
  const [lee, park] = [await guest("Lee"), await guest("Park")];
  await join(server, lee);
  let isLocked = false;
  server.kv.beforeCommit = async () => {
    if (isLocked) return;
    isLocked = true;
    await owner.send("PATCH", "/api/spaces/tea", { isLocked: true });
  };
  expect(await asked(park)).toBe("space-locked");
  // Lee, who is inside, may reload.
  expect(await asked(lee)).toBe("200");
});

for (const isInside of [true, false]) {
  Deno.test(`a ban that lands while a token is minted refuses it; inside before: ${isInside}`, async () => {
    const { server, owner, guest } = await owned();
    const lee = await guest("Lee");
    const seatId = isInside ? await join(server, lee) : (await lee.token("tea")).seatId;
    // The reservation is over: the next token takes a new one.
    if (!isInside) server.now += 200_000;
    let isBanned = false;
    server.kv.beforeCommit = async () => {
      if (isBanned) return;
      isBanned = true;
      const ban = { action: "ban", seatId };
      expect(await heard(owner.send("POST", "/api/spaces/tea/moderation", ban))).toBe("204");
    };
    expect(await asked(lee)).toBe("banned");
  });
}

Deno.test("a banned person is evicted with the reason, and stays out as a user, too, until the ban is lifted [S45]", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  const seatId = await join(server, lee);
  const { token } = await lee.token("tea");
  const ban = { action: "ban", seatId };
  expect(await heard(owner.send("POST", "/api/spaces/tea/moderation", ban))).toBe("204");
  expect(server.livekit.removed).toEqual([identityOf(seatId, 1)]);
  expect(server.livekit.sent).toEqual([
    `null ${evictionTopic} {"identity":"${identityOf(seatId, 1)}"}`,
  ]);
  const departure = await lee.send("POST", "/api/livekit/departure", { token });
  expect(await departure.json()).toEqual({ reason: "banned" });
  expect(await asked(lee)).toBe("banned");
  // The old token, and the one that was not used: neither makes a row that others could see.
  for (const generation of [1, 2]) {
    const replay = { ...connectionOf(seatId, generation), sid: `PA_again_${generation}` };
    const outcome = await applyWebhookEvent(server.services, eventOf("participant_joined", replay));
    expect(outcome.evictionIsDueOf).toBe(seatId);
    const rows = await server.kv.list(presencePrefix("tea"));
    expect(rows.map(({ value }) => value?.sid)).not.toContain(replay.sid);
  }
  await server.signIn(lee, { userId: "lee", sessionId: "phone" });
  expect(await asked(lee)).toBe("banned");
  lee.cookies.delete("madang_guest");
  expect(await asked(lee)).toBe("banned");
  const people = spacePeopleSchema.parse(
    await (await owner.send("GET", "/api/spaces/tea/people")).json(),
  ).people.filter(({ isBanned }) => isBanned);
  for (const { id } of people) {
    const lift = { isBanned: false };
    expect(await heard(owner.send("PUT", `/api/spaces/tea/people/${id}`, lift))).toBe("204");
  }
  expect(await asked(lee)).toBe("200");
});

Deno.test("a person who was removed may return to an open space, but not past a lock", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  const seatId = await join(server, lee);
  const remove = { action: "remove", seatId };
  await owner.send("POST", "/api/spaces/tea/moderation", remove);
  expect(server.livekit.removed).toEqual([identityOf(seatId, 1)]);
  // Presence still shows Lee: that gives no place.
  await owner.send("PATCH", "/api/spaces/tea", { isLocked: true });
  expect(await asked(lee)).toBe("space-locked");
  await owner.send("PATCH", "/api/spaces/tea", { isLocked: false });
  expect(await asked(lee)).toBe("200");
});

Deno.test("a person who was removed from a space with a waiting room may knock again at once", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  const seatId = await join(server, lee);
  await owner.send("PATCH", "/api/spaces/tea", { policy: "knock" });
  await owner.send("POST", "/api/spaces/tea/moderation", { action: "remove", seatId });
  expect(await asked(lee)).toBe("waiting-for-admission");
});

Deno.test("moderation is refused to guests, to moderators on owners and each other, and to all on themselves [S47]", async () => {
  const { server, owner, guest } = await owned();
  const [lee, park, choi] = [await guest("Lee"), await guest("Park"), await guest("Choi")];
  const seats = {
    owner: await join(server, owner),
    lee: await join(server, lee),
    park: await join(server, park),
    choi: await join(server, choi),
  };
  const act = (browser: TestBrowser, seatId: string, action = "remove") =>
    heard(browser.send("POST", "/api/spaces/tea/moderation", { action, seatId }));
  const promote = (browser: TestBrowser, seatId: string, role: string) =>
    heard(browser.send("PUT", `/api/spaces/tea/people/${seatId}`, { role }));
  for (const action of ["mute", "stop-screen-share", "remove", "ban"]) {
    expect(await act(lee, seats.park, action)).toBe("not-allowed");
  }
  expect(await heard(lee.send("POST", "/api/spaces/tea/moderation", { action: "end" }))).toBe(
    "not-allowed",
  );
  expect(await promote(lee, seats.lee, "moderator")).toBe("not-allowed");
  for (const seatId of [seats.lee, seats.park]) {
    expect(await promote(owner, seatId, "moderator")).toBe("204");
  }
  expect(await promote(lee, seats.choi, "moderator")).toBe("not-allowed");
  expect(await act(lee, seats.owner, "ban")).toBe("not-allowed");
  expect(await act(lee, seats.park)).toBe("not-allowed");
  expect(await act(lee, seats.lee)).toBe("not-allowed");
  expect(await act(owner, seats.owner)).toBe("not-allowed");
  expect(server.livekit.removed).toEqual([]);
  expect(await act(lee, seats.choi)).toBe("204");
  // An unknown seat.
  expect(await act(owner, `seat_${"0".repeat(32)}`)).toBe("not-found");
});

Deno.test("a moderator who loses the role before the commit changes nothing", async () => {
  const { server, owner, guest } = await owned();
  const [lee, park] = [await guest("Lee"), await guest("Park")];
  const [leeSeat, parkSeat] = [await join(server, lee), await join(server, park)];
  await owner.send("PUT", `/api/spaces/tea/people/${leeSeat}`, { role: "moderator" });
  let isDemoted = false;
  server.kv.beforeCommit = async () => {
    if (isDemoted) return;
    isDemoted = true;
    await owner.send("PUT", `/api/spaces/tea/people/${leeSeat}`, { role: null });
  };
  const remove = { action: "remove", seatId: parkSeat };
  expect(await heard(lee.send("POST", "/api/spaces/tea/moderation", remove))).toBe("not-allowed");
  expect((await server.kv.get(seatKey(parkSeat))).value?.floor).toBe(1);
});

Deno.test("a change of role reaches LiveKit at once, the next token, and by the reconciler what LiveKit missed", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  const seatId = await join(server, lee);
  const listener = { role: "listener" };
  await owner.send("PUT", `/api/spaces/tea/people/${seatId}`, listener);
  const live = () => server.livekit.rooms.get("space-tea")!.find((one) => one.name === "Lee")!;
  expect([live().publishSources, live().attributes["madang.role"]]).toEqual([[], "listener"]);
  const claims = JSON.parse(atob((await lee.token("tea")).token.split(".")[1]));
  expect(claims.video).toMatchObject({ canPublish: false, canPublishSources: [] });
  server.livekit.failure = new Error("away");
  await owner.send("PUT", `/api/spaces/tea/people/${seatId}`, { role: "speaker" });
  server.livekit.failure = null;
  expect(live().attributes["madang.role"]).toBe("listener");
  await reconcile(server.services, "tea");
  expect(live().attributes["madang.role"]).toBe("speaker");
});

Deno.test("a role that a link gives, and an owner's by making the space, reach LiveKit at once", async () => {
  const { server, owner, guest } = await owned({ policy: "open" });
  const link = await linkFor(server, owner, "listener");
  const lee = await guest("Lee");
  await join(server, lee);
  const live = () => server.livekit.rooms.get("space-tea")!.find((one) => one.name === "Lee")!;
  const use = () => heard(lee.send("POST", "/api/spaces/tea/links/exchange", { link }));
  server.livekit.failure = new Error("away");
  expect(await use()).toBe("200");
  server.livekit.failure = null;
  // The repeated exchange syncs the permissions.
  expect(await use()).toBe("200");
  expect([live().publishSources, live().attributes["madang.role"]]).toEqual([[], "listener"]);
  const unowned = await openTestServer();
  const maker = unowned.browser();
  await unowned.signIn(maker, { userId: "kim", sessionId: "laptop" });
  await join(unowned, maker);
  expect(await heard(maker.send("POST", "/api/spaces", { slug: "tea" }))).toBe("201");
  const [own] = unowned.livekit.rooms.get("space-tea")!;
  expect(own.attributes["madang.role"]).toBe("owner");
});

Deno.test("a role that a link gives while a token is minted is in the token", async () => {
  const { server, owner } = await owned({ policy: "open" });
  const link = await linkFor(server, owner, "listener");
  const lee = server.browser();
  await server.signIn(lee, { userId: "lee", sessionId: "phone" });
  await join(server, lee);
  let isUsed = false;
  server.kv.beforeCommit = async () => {
    if (isUsed) return;
    isUsed = true;
    const use = lee.send("POST", "/api/spaces/tea/links/exchange", { link });
    expect(await heard(use)).toBe("200");
  };
  const { token } = await lee.token("tea");
  expect(JSON.parse(atob(token.split(".")[1])).video.canPublish).toBe(false);
});

Deno.test("a role that is withdrawn while a token is minted is not in the token", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  const seatId = await join(server, lee);
  let isChanged = false;
  server.kv.beforeCommit = async () => {
    if (isChanged) return;
    isChanged = true;
    await owner.send("PUT", `/api/spaces/tea/people/${seatId}`, { role: "listener" });
  };
  const { token } = await lee.token("tea");
  expect(JSON.parse(atob(token.split(".")[1])).video.canPublish).toBe(false);
});

Deno.test("a change of what a role may publish reaches everyone inside", async () => {
  const { server, owner, guest } = await owned();
  await join(server, await guest("Lee"));
  const publishSources = { moderator: ["microphone"], speaker: ["microphone"], listener: [] };
  await owner.send("PATCH", "/api/spaces/tea", { publishSources });
  expect(server.livekit.rooms.get("space-tea")![0].publishSources).toEqual(["microphone"]);
});

Deno.test("muting and stopping a screen share reach LiveKit and notify the person; without LiveKit they fail", async () => {
  const { server, owner, guest } = await owned();
  const seatId = await join(server, await guest("Lee"));
  const [lee] = server.livekit.rooms.get("space-tea")!;
  const tracks = [
    { sid: "TR_mic", source: "microphone" as const },
    { sid: "TR_screen", source: "screen_share" as const },
  ];
  server.livekit.rooms.set("space-tea", [{ ...lee, tracks }]);
  const act = (action: string) =>
    heard(owner.send("POST", "/api/spaces/tea/moderation", { action, seatId }));
  expect(await act("mute")).toBe("204");
  expect(server.livekit.muted).toEqual(["TR_mic"]);
  expect(await act("stop-screen-share")).toBe("204");
  const after = server.livekit.rooms.get("space-tea")![0];
  expect(after.tracks.map(({ sid }) => sid)).toEqual(["TR_mic"]);
  expect(after.publishSources).toContain("screen_share");
  expect(server.livekit.sent).toEqual([
    `${lee.identity} madang.moderation {"action":"mute"}`,
    `${lee.identity} madang.moderation {"action":"stop-screen-share"}`,
  ]);
  server.livekit.failure = new AppError("livekit-unavailable", "away");
  expect(await act("mute")).toBe("livekit-unavailable");
  // A removal needs only storage.
  expect(await act("remove")).toBe("204");
});

Deno.test("only a moderator puts one participant who is inside in the spotlight, of any role, and takes them off again [S290]", async () => {
  const { server, owner, guest } = await owned();
  const [lee, park] = [await guest("Lee"), await guest("Park")];
  const [ownerSeat, leeSeat] = [await join(server, owner), await join(server, lee)];
  await join(server, park);
  await owner.send("PUT", `/api/spaces/tea/people/${leeSeat}`, { role: "moderator" });
  const act = (by: TestBrowser, body: object, slug = "tea") =>
    heard(by.send("POST", `/api/spaces/${slug}/moderation`, body));
  const spotlight = (by: TestBrowser, seatId: string) => act(by, { action: "spotlight", seatId });
  const metadata = () => server.livekit.metadata.get("space-tea");
  server.livekit.metadata.set("space-tea", `{"theirs":1}`);

  expect(await spotlight(park, leeSeat)).toBe("not-allowed");
  expect(await act(park, { action: "end-spotlight" })).toBe("not-allowed");
  expect(await spotlight(owner, `seat_${"0".repeat(32)}`)).toBe("not-found");
  expect(await act(owner, { action: "spotlight", identity: "agent-nobody" })).toBe("not-found");
  // By a seat's identity, by both names, without any, too long.
  const [{ identity }] = server.livekit.rooms.get("space-tea")!;
  for (
    const target of [{ identity }, { seatId: leeSeat, identity: "agent" }, {}, {
      seatId: "x".repeat(9999),
    }]
  ) {
    expect(await act(owner, { action: "spotlight", ...target })).toBe("invalid-body");
  }
  // A moderator of this space is nobody in another one.
  expect(await act(lee, { action: "end-spotlight" }, "coffee")).not.toBe("204");
  expect(metadata()).toBe(`{"theirs":1}`);

  // A moderator may show the owner, and themselves.
  expect(await spotlight(lee, ownerSeat)).toBe("204");
  expect(JSON.parse(metadata()!)).toEqual({ theirs: 1, "madang.spotlight": ownerSeat });
  expect(await spotlight(lee, leeSeat)).toBe("204");
  expect(JSON.parse(metadata()!)).toEqual({ theirs: 1, "madang.spotlight": leeSeat });
  expect(await act(owner, { action: "end-spotlight" })).toBe("204");
  expect(JSON.parse(metadata()!)).toEqual({ theirs: 1 });
  // A person who was removed is not inside.
  await act(owner, { action: "remove", seatId: leeSeat });
  expect(await spotlight(owner, leeSeat)).toBe("not-found");
  server.livekit.failure = new AppError("livekit-unavailable", "away");
  expect(await spotlight(owner, ownerSeat)).toBe("livekit-unavailable");
});

Deno.test("a space that is renamed during a call tells the pages inside; without a call, or without LiveKit, the name is kept all the same", async () => {
  const { server, owner } = await owned();
  const rename = async (name: string | null) => {
    const answer = await owner.send("PATCH", "/api/spaces/tea", { name });
    return answer.ok ? (await answer.json()).name ?? null : answer.status;
  };
  const told = () => server.livekit.metadata.get("space-tea");
  expect(await rename("Tea house")).toBe("Tea house");
  expect(told()).toBe(undefined);
  await join(server, owner);
  server.livekit.metadata.set("space-tea", `{"madang.spotlight":"seat_1"}`);
  expect(await rename("찻집")).toBe("찻집");
  expect(JSON.parse(told()!)).toEqual({ "madang.spotlight": "seat_1", "madang.spaceName": "찻집" });
  await owner.send("PATCH", "/api/spaces/tea", { isLocked: true });
  expect(await rename(null)).toBe(null);
  expect(JSON.parse(told()!)).toEqual({ "madang.spotlight": "seat_1", "madang.spaceName": "" });
  server.livekit.failure = new AppError("livekit-unavailable", "away");
  expect(await rename("Tea")).toBe("Tea");
});

Deno.test("ending for all disconnects everyone, those with an unused token too, with the reason", async () => {
  const { server, owner, guest } = await owned();
  await join(server, owner);
  const [lee, park] = [await guest("Lee"), await guest("Park")];
  await join(server, lee);
  const { seatId } = await park.token("tea");
  expect(await heard(owner.send("POST", "/api/spaces/tea/moderation", { action: "end" }))).toBe(
    "204",
  );
  expect(server.livekit.removed.length).toBe(2);
  expect(server.livekit.rooms.has("space-tea")).toBe(false);
  expect((await server.kv.get(seatKey(seatId))).value).toMatchObject({
    floor: 2,
    floorReason: "closed",
  });
});

Deno.test("ending for all disconnects the others if storage is too late for one seat, and fails", async () => {
  const { server, owner, guest } = await owned();
  await join(server, owner);
  const seatIds: string[] = [];
  for (const name of ["Lee", "Park", "Choi"]) seatIds.push(await join(server, await guest(name)));
  server.kv.beforeCommit = ({ writes }) => {
    const isLate = writes.some(({ key }) => key[0] === "seat" && key[1] === seatIds[1]);
    if (isLate) throw new AppError("storage-unavailable", "away");
  };
  const end = () => heard(owner.send("POST", "/api/spaces/tea/moderation", { action: "end" }));
  expect(await end()).toBe("storage-unavailable");
  expect(server.livekit.removed).toContain(identityOf(seatIds[2], 1));
  expect(server.livekit.removed.length).toBe(3);
  expect(server.livekit.rooms.has("space-tea")).toBe(false);
  server.kv.beforeCommit = () => {};
  expect(await end()).toBe("204");
  expect((await server.kv.get(seatKey(seatIds[1]))).value).toMatchObject({ floorReason: "closed" });
});

Deno.test("ending for all reads ten seats at a time, and does nothing for a request that may not", async () => {
  const { server, owner, guest } = await owned({ capacity: 100 });
  const lee = await guest("Lee");
  await join(server, lee);
  for (let index = 0; index < 50; index++) await join(server, await guest(`Guest ${index}`));
  const end = (browser: TestBrowser) =>
    heard(browser.send("POST", "/api/spaces/tea/moderation", { action: "end" }));
  expect(await end(lee)).toBe("not-allowed");
  expect(server.livekit.rooms.has("space-tea")).toBe(true);
  server.kv.reads = 0;
  expect(await end(owner)).toBe("204");
  // The answer waits for evictions for a limited time, and they go on after it.
  for (let turns = 0; server.livekit.removed.length < 51 && turns < 10_000; turns++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(server.livekit.removed.length).toBe(51);
  expect(server.kv.reads).toBeLessThan(20);
});

Deno.test("knocking: seen by moderators, admitted, refused for a while, expired", async () => {
  const { server, owner, guest } = await owned({ policy: "knock" });
  const [lee, park] = [await guest("Lee"), await guest("Park")];
  expect(await asked(lee)).toBe("waiting-for-admission");
  expect(await asked(lee)).toBe("waiting-for-admission");
  server.now += 1;
  expect(await asked(park)).toBe("waiting-for-admission");
  const waiting = async (browser = owner) =>
    (await (await browser.send("GET", "/api/spaces/tea/knocks")).json()).knocks;
  const knocks = await waiting();
  expect(knocks.map((knock: { participantName: string }) => knock.participantName)).toEqual([
    "Lee",
    "Park",
  ]);
  expect(JSON.stringify(knocks)).not.toContain("guest:");
  expect(await waiting(lee)).toBeUndefined();
  const decide = (browser: TestBrowser, index: number, decision: string) =>
    heard(browser.send("POST", `/api/spaces/tea/knocks/${knocks[index].knockId}`, { decision }));
  expect(await decide(lee, 0, "admit")).toBe("not-allowed");
  expect(await decide(owner, 0, "admit")).toBe("204");
  expect(await decide(owner, 1, "refuse")).toBe("204");
  expect(await waiting()).toEqual([]);
  expect(await asked(lee)).toBe("200");
  expect(await asked(park)).toBe("knock-refused");
  server.now += 600_000;
  expect(await asked(park)).toBe("waiting-for-admission");
  server.now += 120_000;
  expect(await waiting()).toEqual([]);
});

Deno.test("knocking: a knock that is being stored is gone too, if it is withdrawn meanwhile", async () => {
  const { server, owner, guest } = await owned({ policy: "knock" });
  const lee = await guest("Lee");
  const held = Promise.withResolvers<void>();
  server.kv.beforeCommit = () => held.promise;
  const asking = asked(lee);
  await new Promise((resolve) => setTimeout(resolve));
  const withdrawing = heard(lee.send("DELETE", "/api/spaces/tea/knocks/me"));
  await new Promise((resolve) => setTimeout(resolve));
  server.kv.beforeCommit = () => {};
  held.resolve();
  expect([await asking, await withdrawing]).toEqual(["waiting-for-admission", "204"]);
  expect(await (await owner.send("GET", "/api/spaces/tea/knocks")).json()).toEqual({ knocks: [] });
});

Deno.test("knocking: a withdrawn knock is gone, and only its own person withdraws it", async () => {
  const { server, owner, guest } = await owned({ policy: "knock" });
  const [lee, park] = [await guest("Lee"), await guest("Park")];
  for (const person of [lee, park]) expect(await asked(person)).toBe("waiting-for-admission");
  const waiting = async () =>
    (await (await owner.send("GET", "/api/spaces/tea/knocks")).json()).knocks
      .map((knock: { participantName: string }) => knock.participantName);
  const before = await server.kv.get(knocksChangedKey("tea"));
  const giveUp = (person: TestBrowser) => heard(person.send("DELETE", "/api/spaces/tea/knocks/me"));
  expect(await giveUp(lee)).toBe("204");
  expect(await waiting()).toEqual(["Park"]);
  expect((await server.kv.get(knocksChangedKey("tea"))).versionstamp).not.toBe(before.versionstamp);
  expect(await giveUp(lee)).toBe("204");
  expect(await giveUp(owner)).toBe("204");
  expect(await waiting()).toEqual(["Park"]);
  expect(await giveUp(server.browser())).toBe("unauthenticated");
  // A withdrawn knock does not delay the next one.
  server.now += 1;
  expect(await asked(lee)).toBe("waiting-for-admission");
  expect(await waiting()).toEqual(["Park", "Lee"]);
});

Deno.test("knocking: a request of a withdrawn wait that arrives later stores no knock; the next wait does", async () => {
  const { server, owner, guest } = await owned({ policy: "knock" });
  const lee = await guest("Lee");
  const ask = (waitId: string) =>
    heard(lee.send("POST", "/api/livekit/token", { roomName: "space-tea", waitId }));
  const giveUp = (waitId: string) =>
    heard(lee.send("DELETE", `/api/spaces/tea/knocks/me?waitId=${waitId}`));
  const waiting = async () =>
    (await (await owner.send("GET", "/api/spaces/tea/knocks")).json()).knocks.length;
  expect(await ask("one")).toBe("waiting-for-admission");
  expect(await waiting()).toBe(1);
  expect(await giveUp("one")).toBe("204");
  expect(await ask("one")).toBe("waiting-for-admission");
  expect(await waiting()).toBe(0);
  expect(await ask("two")).toBe("waiting-for-admission");
  expect(await waiting()).toBe(1);
  // Withdrawn before it has arrived.
  expect([await giveUp("two"), await giveUp("three")]).toEqual(["204", "204"]);
  expect(await ask("three")).toBe("waiting-for-admission");
  expect(await waiting()).toBe(0);
  // The mark goes with its time.
  server.now += 120_000;
  expect(await ask("three")).toBe("waiting-for-admission");
  expect(await waiting()).toBe(1);
  for (const waitId of ["", "A", "a%20b", "x".repeat(33)]) {
    expect(await giveUp(waitId)).toBe("invalid-body");
  }
  expect(await ask("A")).toBe("invalid-body");
});

Deno.test("a person's own reservation does not block them when their seat is made anew", async () => {
  const { server, guest } = await owned({ capacity: 1 });
  const lee = await guest("Lee");
  expect(await asked(lee)).toBe("200");
  // A backup without the seats.
  for (const { key } of server.kv.rows().filter(({ key }) => String(key[0]).startsWith("seat"))) {
    await server.kv.commit({ checks: [], writes: [deleteRow(key)] });
  }
  expect(await asked(lee)).toBe("200");
  expect(await asked(await guest("Park"))).toBe("space-full");
});

Deno.test("a ban that lands while a knock is admitted stays", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  const seatId = await join(server, lee);
  const moderate = (action: string) =>
    heard(owner.send("POST", "/api/spaces/tea/moderation", { action, seatId }));
  expect(await moderate("remove")).toBe("204");
  await owner.send("PATCH", "/api/spaces/tea", { policy: "knock" });
  expect(await asked(lee)).toBe("waiting-for-admission");
  const { knocks } = await (await owner.send("GET", "/api/spaces/tea/knocks")).json();
  let isBanned = false;
  server.kv.beforeCommit = async () => {
    if (isBanned) return;
    isBanned = true;
    expect(await moderate("ban")).toBe("204");
  };
  const path = `/api/spaces/tea/knocks/${knocks[0].knockId}`;
  expect(await heard(owner.send("POST", path, { decision: "admit" }))).toBe("204");
  expect(isBanned).toBe(true);
  expect(await asked(lee)).toBe("banned");
});

Deno.test("a session that ends because another user signs in on the same browser loses its place", async () => {
  const { server, owner } = await owned({ capacity: 1 });
  const [shared, phone, guest] = [server.browser(), server.browser(), server.browser()];
  const account = (userId: string) =>
    server.kv.commit({
      checks: [],
      writes: [setRow(userKey(userId), newUser({ userId, participantName: userId }, server.now))],
    });
  await Promise.all(["lee", "park"].map(account));
  await server.signIn(shared, { userId: "lee", sessionId: "shared" });
  expect(await asked(shared)).toBe("200");
  await guest.enter("tea", "Guest");
  expect(await asked(guest)).toBe("space-full");
  const cookie = [...shared.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  await signIn(new Request(testOrigin, { headers: { cookie } }), server.services, "park");
  expect(await asked(guest)).toBe("200");
  await owner.send("PATCH", "/api/spaces/tea", { isLocked: true, capacity: 9 });
  await server.signIn(phone, { userId: "lee", sessionId: "phone" });
  expect(await asked(phone)).toBe("space-locked");
});

Deno.test("a link used by ten at once admits exactly its number of uses", async () => {
  const { server, owner } = await owned({ policy: "members" });
  const expiresAt = new Date(server.now + 3_600_000).toISOString();
  const wish = { role: "listener", expiresAt, uses: 3 };
  const made = createdLinkSchema.parse(
    await (await owner.send("POST", "/api/spaces/tea/links", wish)).json(),
  );
  const [page, link] = made.url.split("#link=");
  expect(new URL(page).pathname).toBe("/space/tea");
  const replica = await openTestServer({}, { kv: server.kv, now: () => server.now });
  const people = await Promise.all(Array.from({ length: 10 }, async (_, index) => {
    const browser = (index % 2 ? server : replica).browser();
    await browser.enter("tea", `Guest ${index}`);
    return browser;
  }));
  const use = (browser: TestBrowser, text = link, slug = "tea") =>
    heard(browser.send("POST", `/api/spaces/${slug}/links/exchange`, { link: text }));
  holdUntilBothCommit(server);
  const answers = await Promise.all(people.map((browser) => use(browser)));
  expect(answers.toSorted()).toEqual(["200", "200", "200", ...Array(7).fill("link-spent")]);
  // A person who used it may repeat it, also with punctuation pasted along.
  const one = people[answers.indexOf("200")];
  expect([await use(one), await use(one, `${link}).`)]).toEqual(["200", "200"]);
  const token = JSON.parse(atob((await one.token("tea")).token.split(".")[1]));
  expect(token.attributes["madang.role"]).toBe("listener");
  expect(await asked(people[answers.indexOf("link-spent")])).toBe("not-a-member");
  const { links } = await (await owner.send("GET", "/api/spaces/tea/links")).json();
  expect(links).toEqual([expect.objectContaining({ uses: 3, used: 3 })]);
  expect(JSON.stringify(links)).not.toContain(link);
});

Deno.test("a link that is forged, early, expired, revoked or of another space is spent, all alike [S31]", async () => {
  const { server, owner, guest } = await owned({ policy: "members" });
  await owner.send("POST", "/api/spaces", { slug: "garden" });
  const make = async (slug: string, more: Record<string, unknown> = {}) => {
    const wish = {
      role: "speaker",
      expiresAt: new Date(server.now + 3_600_000).toISOString(),
      uses: 9,
      ...more,
    };
    const answer = await owner.send("POST", `/api/spaces/${slug}/links`, wish);
    const { url, linkId } = createdLinkSchema.parse(await answer.json());
    return { link: url.split("#link=")[1], linkId };
  };
  const lee = await guest("Lee");
  const use = (link: string) => heard(lee.send("POST", "/api/spaces/tea/links/exchange", { link }));
  const good = await make("tea");
  const [header, payload, signature] = good.link.split(".");
  const none = btoa('{"alg":"none"}').replaceAll("=", "");
  expect(await use(`${none}.${payload}.`)).toBe("link-spent");
  expect(await use(`${header}.${payload}.${signature.replaceAll(/./g, "A")}`)).toBe("link-spent");
  expect(await use("")).toBe("link-spent");
  expect(await use((await make("garden")).link)).toBe("link-spent");
  const notBefore = new Date(server.now + 60_000).toISOString();
  const early = await make("tea", { notBefore });
  expect(await use(early.link)).toBe("link-spent");
  server.now += 60_000;
  expect(await use(early.link)).toBe("200");
  expect(await heard(lee.send("DELETE", `/api/spaces/tea/links/${good.linkId}`))).toBe(
    "not-allowed",
  );
  expect(await heard(owner.send("DELETE", `/api/spaces/tea/links/${good.linkId}`))).toBe("204");
  const park = await guest("Park");
  expect(await heard(park.send("POST", "/api/spaces/tea/links/exchange", { link: good.link })))
    .toBe("link-spent");
  server.now += 3_600_000;
  expect(await heard(park.send("POST", "/api/spaces/tea/links/exchange", { link: early.link })))
    .toBe("link-spent");
});

Deno.test("banning a guest ends the link that they used", async () => {
  const { server, owner, guest } = await owned({ policy: "members" });
  const link = await linkFor(server, owner, "speaker");
  const [lee, again] = [await guest("Lee"), await guest("Lee again")];
  const use = (browser: TestBrowser) =>
    heard(browser.send("POST", "/api/spaces/tea/links/exchange", { link }));
  expect(await use(lee)).toBe("200");
  const seatId = await join(server, lee);
  await owner.send("POST", "/api/spaces/tea/moderation", { action: "ban", seatId });
  expect(await use(again)).toBe("link-spent");
  expect(await use(lee)).toBe("link-spent");
  expect(await asked(lee)).toBe("banned");
});

Deno.test("a guest who signs in keeps the membership", async () => {
  const { server, owner, guest } = await owned({ policy: "members" });
  const wish = {
    role: "listener",
    expiresAt: new Date(server.now + 3_600_000).toISOString(),
    uses: 1,
  };
  const { url } = await (await owner.send("POST", "/api/spaces/tea/links", wish)).json();
  const lee = await guest("Lee");
  const link = url.split("#link=")[1];
  await lee.send("POST", "/api/spaces/tea/links/exchange", { link });
  const seatId = await join(server, lee);
  await server.signIn(lee, { userId: "lee", sessionId: "phone" });
  const token = await lee.token("tea");
  expect(token.seatId).toBe(seatId);
  expect(JSON.parse(atob(token.token.split(".")[1])).attributes["madang.role"]).toBe("listener");
  server.now += 200_000;
  server.livekit.rooms.clear();
  expect(await asked(lee)).toBe("200");
});

Deno.test("the log refuses every cursor but its own", async () => {
  const server = await openTestServer();
  const owner = server.browser();
  await server.signIn(owner, { userId: "u1", sessionId: "s1" });
  await owner.send("POST", "/api/spaces", { slug: "tea" });
  for (
    const before of [
      "",
      "x",
      "[]",
      '[0,"joined"]',
      '[0,"x","s"]',
      `[0,"joined","${"s".repeat(3000)}"]`,
    ]
  ) {
    const path = `/api/spaces/tea/log?before=${encodeURIComponent(before)}`;
    expect([before, await heard(owner.send("GET", path))]).toEqual([before, "invalid-body"]);
  }
});

Deno.test("the log is paged, newest first, for moderators", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  const seatId = await join(server, lee);
  const connection = connectionOf(seatId, 1);
  for (let index = 0; index < 120; index++) {
    const at = connection.joinedAtMs + 1000 * (index + 1);
    const event = eventOf("track_published", connection, {
      createdAtMs: at,
      track: { sid: `TR_${index}`, source: "camera" },
    });
    await applyWebhookEvent(server.services, event);
  }
  expect(await heard(lee.send("GET", "/api/spaces/tea/log"))).toBe("not-allowed");
  const first = await (await owner.send("GET", "/api/spaces/tea/log")).json();
  const path = `/api/spaces/tea/log?before=${encodeURIComponent(first.next)}`;
  const second = await (await owner.send("GET", path)).json();
  const times = [...first.events, ...second.events].map(({ at }: { at: string }) => at);
  expect([first.events.length, second.events.length, second.next]).toEqual([100, 21, null]);
  expect(times).toEqual(times.toSorted().toReversed());
  expect(new Set(times).size).toBe(121);
  expect(await heard(owner.send("GET", "/api/spaces/tea/log?before=x"))).toBe("invalid-body");
});

Deno.test("a space has a name in any script beside its address, by its owner and moderators alone, and it is text [S200]", async () => {
  const { server, owner, guest } = await owned({ name: "  우리   찻집  ☕" });
  const name = async () => {
    const answer = await server.browser().send("GET", "/api/spaces/tea");
    return spaceAnswerSchema.parse(await answer.json()).name;
  };
  const rename = (browser: TestBrowser, name: unknown) =>
    heard(browser.send("PATCH", "/api/spaces/tea", { name }));
  expect(await name()).toBe("우리 찻집 ☕");
  const lee = await guest("Lee");
  await join(server, lee);
  expect(await rename(lee, "Lee's")).toBe("not-allowed");
  expect(await rename(server.browser(), "Mine")).toBe("unauthenticated");
  for (
    const wrong of [
      ...["", " ", "\u200b", "a\u202eb", "a\nb", "\ud800", "x".repeat(61)],
      ...["x".repeat(100_000), 7, { html: "<b>" }, ["tea"]],
    ]
  ) {
    expect([wrong, ["invalid-body", "body-too-large"].includes(await rename(owner, wrong))])
      .toEqual([wrong, true]);
  }
  expect(await name()).toBe("우리 찻집 ☕");
  expect(await rename(owner, "<script>alert(1)</script>")).toBe("200");
  expect(await name()).toBe("<script>alert(1)</script>");
  expect(await rename(owner, "가".repeat(60))).toBe("200");
  expect(await rename(owner, null)).toBe("200");
  expect(await name()).toBeUndefined();
});
