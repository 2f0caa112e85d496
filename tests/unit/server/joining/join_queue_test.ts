/** Token requests that come at the same time: the capacity is kept, and each is decided on its own. */
import { expect } from "expect";
import { admitBatch } from "../../../../lib/server/joining/join_queue.ts";
import { guestSessionKey, seatPointerKey } from "../../../../lib/server/rows/kv_keys.ts";
import { deleteRow } from "../../../../lib/server/storage/kv_port.ts";
import { hashToken } from "../../../../lib/server/base/session_tokens.ts";
import { reservationsPrefix } from "../../../../lib/server/rows/space_rows.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import { authenticate } from "../../../../lib/server/sessions/principal.ts";
import { connectionOf, eventOf } from "../../../fakes/presence_stage.ts";
import { openServerStage, type StageBrowser } from "../../../fakes/server_stage.ts";

const nobody = { bearer: null, userCookie: null, guestCookie: null, sessionToken: null };

Deno.test("issueGeneration() admits exactly as many concurrent requests as there are places, and reads the capacity once for several", async () => {
  const environment = { MADANG_SPACE_CAPACITY: "40" };
  const first = await openServerStage(environment);
  const second = await openServerStage(environment, { kv: first.kv });
  const people = await Promise.all(Array.from({ length: 60 }, async (_, index) => {
    const browser = (index % 2 ? first : second).browser();
    await browser.enter("tea", `Guest ${index}`);
    return browser;
  }));
  const { commits } = first.kv;
  let lists = 0;
  const list = first.kv.list.bind(first.kv);
  first.kv.list = (...args) => (lists++, list(...args));
  const answers = await Promise.all(
    people.map((browser) => browser.token("tea").then(() => "in", String)),
  );
  const full = "Error: Cannot get a token: space-full";
  expect(answers.toSorted()).toEqual([...Array(20).fill(full), ...Array(40).fill("in")]);
  // Of two lists a person, and one commit at least.
  expect(lists).toBeLessThan(60);
  expect(first.kv.commits - commits).toBeLessThan(60);
});

Deno.test("issueGeneration() gives one person one seat if their devices come at once, also where places are contended", async () => {
  const stage = await openServerStage({ MADANG_SPACE_CAPACITY: "8" });
  const devices = [1, 2, 3, 4].map(() => stage.browser());
  const guest = stage.browser();
  await guest.enter("tea", "Lee");
  for (const [index, device] of devices.entries()) {
    await stage.signIn(device, { userId: "kim", sessionId: `device-${index}` });
  }
  const tokens = await Promise.all([guest, ...devices].map((browser) => browser.token("tea")));
  const [, ...own] = tokens;
  expect(new Set(own.map(({ seatId }) => seatId)).size).toBe(1);
  expect(own.map(({ generation }) => generation).toSorted()).toEqual([1, 2, 3, 4]);
  expect((await stage.kv.get(seatPointerKey("tea", "user:kim"))).value?.seatId).toBe(
    own[0].seatId,
  );
});

Deno.test("issueGeneration() refuses no request for a place that earlier ones of its batch do not take in the end", async () => {
  const stage = await openServerStage({ MADANG_SPACE_CAPACITY: "3" });
  const [first, phone, laptop, lee, park] = [1, 2, 3, 4, 5].map(() => stage.browser());
  for (const guest of [first, lee, park]) await guest.enter("tea", "Guest");
  await stage.signIn(phone, { userId: "kim", sessionId: "phone" });
  await stage.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  const ask = (browser: StageBrowser) => browser.token("tea").then(() => "in", String);
  // Kim has one place, whatever the number of devices.
  expect(await Promise.all([first, phone, laptop, lee].map(ask))).toEqual(["in", "in", "in", "in"]);
  expect(await ask(park)).toBe("Error: Cannot get a token: space-full");
});

Deno.test("admitBatch() counts places anew for a deferred request if others took some meanwhile", async () => {
  const stage = await openServerStage({ MADANG_SPACE_CAPACITY: "2" });
  const { kv, services } = stage;
  const [phone, laptop, lee, park] = [1, 2, 3, 4].map(() => stage.browser());
  for (const guest of [lee, park]) await guest.enter("tea", "Guest");
  await stage.signIn(phone, { userId: "kim", sessionId: "phone" });
  await stage.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  const credentials = { ...nobody, userCookie: laptop.cookies.get("madang_user") ?? "" };
  const principal = await authenticate(services, credentials, "tea");
  await lee.token("tea");
  const { seatId, generation } = await phone.token("tea");
  const onPhone = connectionOf(seatId, generation);
  await applyWebhookEvent(services, eventOf("participant_joined", onPhone));
  const { get, list } = kv;
  let isCounted = false;
  kv.list = (...of) => {
    isCounted = true;
    return list.apply(kv, of) as never;
  };
  kv.get = async (key) => {
    if (isCounted && key[0] === "user_session") {
      kv.get = get;
      // The phone's place becomes free, and Park takes it.
      await applyWebhookEvent(services, eventOf("participant_left", onPhone));
      await park.token("tea");
    }
    return await get.call(kv, key) as never;
  };
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const request = { credentials, slug: "tea" };
  const join = {
    request,
    principal,
    resolve,
    reject,
    isLate: () => false,
    attempts: 0,
    pendingEvictions: [],
  };
  await Promise.all([
    expect(promise).rejects.toMatchObject({ code: "space-full" }),
    admitBatch(services, [join], false),
  ]);
  expect((await kv.list(reservationsPrefix("tea"))).length).toBe(2);
});

Deno.test("admitBatch() answers a request that is too late, too: the next one of the same principal would wait for it", async () => {
  const { services } = await openServerStage();
  const late = Promise.withResolvers<never>();
  const join = {
    request: { credentials: nobody, slug: "tea" },
    isLate: () => true,
    resolve: () => {},
    reject: late.reject,
    attempts: 0,
    pendingEvictions: [],
  };
  expect(await admitBatch(services, [join as never], false)).toEqual([]);
  const answer = Promise.race([late.promise, Promise.resolve().then(() => "nothing")]);
  await expect(answer).rejects.toMatchObject({ code: "storage-unavailable" });
});

Deno.test("issueGeneration() refuses no device of a person whose other device has just taken the last place", async () => {
  const stage = await openServerStage({ MADANG_SPACE_CAPACITY: "1" });
  const devices = [1, 2, 3].map(() => stage.browser());
  for (const [index, device] of devices.entries()) {
    await stage.signIn(device, { userId: "kim", sessionId: `device-${index}` });
  }
  const tokens = await Promise.all(devices.map((device) => device.token("tea")));
  expect(new Set(tokens.map(({ seatId }) => seatId)).size).toBe(1);
});

Deno.test("issueGeneration() reads no capacity for a principal that is refused regardless of it", async () => {
  const stage = await openServerStage();
  const owner = stage.browser();
  await stage.signIn(owner, { userId: "kim", sessionId: "laptop" });
  let lists = 0;
  const list = stage.kv.list.bind(stage.kv);
  for (const rules of [{ policy: "knock" }, { policy: "members" }, { isLocked: true }]) {
    const slug = JSON.stringify(rules).replace(/\W/g, "");
    await owner.send("POST", "/api/spaces", { slug, ...rules });
    const guest = stage.browser();
    await guest.enter(slug, "Guest");
    stage.kv.list = (...args) => (lists++, list(...args));
    await expect(guest.token(slug)).rejects.toThrow(/waiting|member|locked/);
    stage.kv.list = list;
  }
  expect(lists).toBe(0);
});

Deno.test("issueGeneration() answers each request of a batch by its own principal", async () => {
  const stage = await openServerStage();
  const [kim, lee, park, han] = [1, 2, 3, 4].map(() => stage.browser());
  for (const browser of [kim, lee, park, han]) await browser.enter("tea", "Guest");
  const ended = park.cookies.get("madang_guest") ?? "";
  const answers = Promise.all(
    [kim, lee, park, han].map((browser) => browser.token("tea").then(() => "in", String)),
  );
  // The sessions of Lee and Park are read again when it is their turn.
  const key = guestSessionKey(await hashToken(ended));
  await stage.kv.commit({ checks: [], writes: [deleteRow(key)] });
  expect(await answers).toEqual(["in", "in", "Error: Cannot get a token: session-invalid", "in"]);
});
