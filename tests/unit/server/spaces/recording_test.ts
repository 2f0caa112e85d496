/** *Record here*, as the server has it: the endpoint, its attacks, the door, and the reconciler. */
import { expect } from "expect";
import { presenceSchema } from "../../../../lib/contract/presence.ts";
import { recordingSinceOf } from "../../../../lib/contract/seat_identity.ts";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import { readLogPage } from "../../../../lib/server/presence/event_log.ts";
import { reconcile } from "../../../../lib/server/presence/reconcile.ts";
import { heard, join, owned } from "../../../fakes/owned_space.ts";
import { eventOf } from "../../../fakes/test_services.ts";
import type { TestBrowser, TestServer } from "../../../fakes/test_server.ts";

function record(browser: TestBrowser, isRecording: unknown, slug = "tea"): Promise<string> {
  return heard(browser.send("PUT", `/api/spaces/${slug}/recording`, { isRecording }));
}

/** Since when each participant records, as LiveKit tells everybody inside. */
function shown(server: TestServer): (number | null)[] {
  return (server.livekit.rooms.get("space-tea") ?? []).map(recordingSinceOf);
}

/** What the page before joining is told, by this browser or by a stranger. */
async function atTheDoor(server: TestServer, browser = server.browser()): Promise<boolean> {
  const answer = await browser.send("GET", "/api/spaces/tea/presence");
  return presenceSchema.parse(await answer.json()).isRecorded ?? false;
}

Deno.test("a recording is told to everybody inside and at the door, until it ends", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  await join(server, owner);
  await join(server, lee);
  expect([await atTheDoor(server), shown(server)]).toEqual([false, [null, null]]);
  expect(await record(owner, true)).toBe("204");
  const since = server.now;
  server.now += 5000;
  // Twice is the same as once.
  expect(await record(owner, true)).toBe("204");
  expect(shown(server)).toEqual([since, null]);
  expect([await atTheDoor(server), await atTheDoor(server, lee)]).toEqual([true, true]);
  expect(await record(owner, false)).toBe("204");
  expect(await record(owner, false)).toBe("204");
  expect([await atTheDoor(server), shown(server)]).toEqual([false, [null, null]]);
  const lines = await readLogPage(server.services.kv, "tea", {
    ...{ now: server.now, since: 0, limit: 10, before: null },
  });
  expect(lines.map(({ type }) => type).filter((type) => type.startsWith("recording"))).toEqual([
    "recording-ended",
    "recording-started",
  ]);
});

Deno.test("only a moderator who is inside records: no listener, speaker, stranger, banned person or other space's session [S400]", async () => {
  const { server, owner, guest } = await owned();
  // Not inside, and with a token alone.
  expect(await record(owner, true)).toBe("not-inside");
  await owner.token("tea");
  expect(await record(owner, true)).toBe("not-inside");
  await join(server, owner);
  const lee = await guest("Lee");
  const seatId = await join(server, lee);
  expect(await record(lee, true)).toBe("not-allowed");
  const people = await (await owner.send("GET", "/api/spaces/tea/people")).json();
  const { id } = people.people.find((one: { seatId?: string }) => one.seatId === seatId);
  const give = (role: string) => owner.send("PUT", `/api/spaces/tea/people/${id}`, { role });
  await give("listener");
  expect(await record(lee, true)).toBe("not-allowed");
  expect(await record(server.browser(), true)).toBe("unauthenticated");
  // A moderator here is none elsewhere, and a space without an owner has none.
  await give("moderator");
  expect(await record(lee, true, "elsewhere")).toBe("not-found");
  const another = server.browser();
  await server.signIn(another, { userId: "park", sessionId: "phone" });
  await another.send("POST", "/api/spaces", { slug: "theirs" });
  expect(await record(owner, true, "theirs")).toBe("not-allowed");
  expect(await record(another, true)).toBe("not-allowed");
  await owner.send("POST", "/api/spaces/tea/moderation", { action: "ban", seatId });
  expect(await record(lee, true)).toBe("not-allowed");
  expect([await atTheDoor(server), shown(server)]).toEqual([false, [null]]);
});

Deno.test("half a body, a foreign moment and an endless one begin no recording [S401]", async () => {
  const { server, owner } = await owned();
  const seatId = await join(server, owner);
  for (const wrong of [undefined, "true", 1, null, []]) {
    expect(await record(owner, wrong)).toBe("invalid-body");
  }
  for (const more of [{ seatId }, { since: 1 }, { name: "x".repeat(2000) }]) {
    const body = { isRecording: true, ...more };
    expect(await heard(owner.send("PUT", "/api/spaces/tea/recording", body))).toBe("invalid-body");
  }
  const huge = { isRecording: true, more: "x".repeat(1_000_000) };
  expect(await heard(owner.send("PUT", "/api/spaces/tea/recording", huge))).toBe("body-too-large");
  expect(shown(server)).toEqual([null]);
});

Deno.test("nobody ends another's recording, and who lost the role ends their own [S402]", async () => {
  const { server, owner, guest } = await owned();
  await join(server, owner);
  const lee = await guest("Lee");
  const seatId = await join(server, lee);
  await record(owner, true);
  const since = server.now;
  expect(await record(lee, false)).toBe("204");
  expect(shown(server)).toEqual([since, null]);
  const { people } = await (await owner.send("GET", "/api/spaces/tea/people")).json();
  const { id } = people.find((one: { seatId?: string }) => one.seatId === seatId);
  await owner.send("PUT", `/api/spaces/tea/people/${id}`, { role: "moderator" });
  expect(await record(lee, true)).toBe("204");
  await owner.send("PUT", `/api/spaces/tea/people/${id}`, { role: "speaker" });
  expect(shown(server)).toEqual([since, since]);
  expect(await record(lee, false)).toBe("204");
  expect(shown(server)).toEqual([since, null]);
});

Deno.test("a recording ends with its connection, and outlives a full reconnect of LiveKit", async () => {
  const { server, owner } = await owned();
  await join(server, owner);
  await record(owner, true);
  const [connection] = server.livekit.rooms.get("space-tea") ?? [];
  // The same participant under a new sid, with the attributes that LiveKit keeps.
  const again = { ...connection, sid: "PA_again", joinedAtMs: connection.joinedAtMs + 1000 };
  await applyWebhookEvent(server.services, eventOf("participant_joined", again));
  await applyWebhookEvent(server.services, eventOf("participant_left", connection));
  expect(await atTheDoor(server)).toBe(true);
  await applyWebhookEvent(server.services, eventOf("participant_left", again));
  expect(await atTheDoor(server)).toBe(false);
  // A reload is a new generation, whose page records nothing.
  server.livekit.rooms.set("space-tea", []);
  await join(server, owner);
  expect([await atTheDoor(server), shown(server)]).toEqual([false, [null]]);
});

Deno.test("a recording that LiveKit could not be told of is refused, and shown by the reconciler", async () => {
  const { server, owner } = await owned();
  await join(server, owner);
  server.livekit.failure = new AppError("livekit-unavailable", "Cannot reach LiveKit");
  expect(await record(owner, true)).toBe("livekit-unavailable");
  server.livekit.failure = null;
  expect(shown(server)).toEqual([null]);
  await reconcile(server.services, "tea");
  expect(shown(server)).toEqual([server.now]);
  server.livekit.failure = new AppError("livekit-unavailable", "Cannot reach LiveKit");
  expect(await record(owner, false)).toBe("livekit-unavailable");
  server.livekit.failure = null;
  await reconcile(server.services, "tea");
  expect(shown(server)).toEqual([null]);
});

Deno.test("a recording that ends while LiveKit is told that it began is not shown after it", async () => {
  const { server, owner } = await owned();
  await join(server, owner);
  const { livekit } = server;
  const update = livekit.updateParticipant.bind(livekit);
  let isFirst = true;
  livekit.updateParticipant = async (...given) => {
    if (isFirst) {
      isFirst = false;
      expect(await record(owner, false)).toBe("204");
    }
    await update(...given);
  };
  expect(await record(owner, true)).toBe("204");
  expect([await atTheDoor(server), shown(server)]).toEqual([false, [null]]);
});
