/** Token requests that come at the same time: the capacity is kept, and each is decided on its own. */
import { expect } from "expect";
import { guestSessionKey, seatPointerKey } from "../../../../lib/server/rows/kv_keys.ts";
import { deleteRow, setRow } from "../../../../lib/server/storage/kv_port.ts";
import { hashToken } from "../../../../lib/server/base/session_tokens.ts";
import {
  placesTakenKey,
  reservationKey,
  reservationsPrefix,
} from "../../../../lib/server/rows/space_rows.ts";
import { authenticate } from "../../../../lib/server/sessions/principal.ts";
import { join } from "../../../fakes/owned_space.ts";
import { openTestServer, type TestBrowser } from "../../../fakes/test_server.ts";

const nobody = { bearer: null, userCookie: null, guestCookie: null, sessionToken: null };

const full = "Error: Cannot get a token: space-full";

function ask(browser: TestBrowser): Promise<string> {
  return browser.token("tea").then(() => "in", String);
}

Deno.test("issueGeneration() admits exactly as many concurrent requests as there are places, and counts them once for many", async () => {
  for (const capacity of [40, 400]) {
    const environment = { MADANG_SPACE_CAPACITY: String(capacity) };
    const first = await openTestServer(environment);
    const second = await openTestServer(environment, { kv: first.kv });
    const people = await Promise.all(Array.from({ length: 60 }, async (_, index) => {
      const browser = (index % 2 ? first : second).browser();
      await browser.enter("tea", `Guest ${index}`);
      return browser;
    }));
    const { commits } = first.kv;
    let lists = 0;
    const list = first.kv.list.bind(first.kv);
    first.kv.list = (...args) => (lists++, list(...args));
    const answers = await Promise.all(people.map(ask));
    const admitted = Math.min(capacity, 60);
    expect(answers.toSorted())
      .toEqual([...Array(60 - admitted).fill(full), ...Array(admitted).fill("in")]);
    // Two lists a count, one commit a person, and a few that reserve.
    expect(lists).toBeLessThan(12);
    expect(first.kv.commits - commits).toBeLessThan(admitted + 12);
    const rows = await first.kv.list(reservationsPrefix("tea"));
    expect(rows.length).toBe(admitted);
  }
});

Deno.test("issueGeneration() gives one person one seat if their devices come at once, also where places are scarce", async () => {
  for (const capacity of [1, 2, 8]) {
    const environment = { MADANG_SPACE_CAPACITY: String(capacity) };
    const server = await openTestServer(environment);
    const replica = await openTestServer(environment, { kv: server.kv });
    const devices = [server, replica, server, replica].map((each) => each.browser());
    for (const [index, device] of devices.entries()) {
      await server.signIn(device, { userId: "kim", sessionId: `device-${index}` });
    }
    const own = await Promise.all(devices.map((browser) => browser.token("tea")));
    expect(new Set(own.map(({ seatId }) => seatId)).size).toBe(1);
    expect(own.map(({ generation }) => generation).toSorted()).toEqual([1, 2, 3, 4]);
    const pointer = (await server.kv.get(seatPointerKey("tea", "user:kim"))).value;
    expect(pointer?.seatId).toBe(own[0].seatId);
    const place = (await server.kv.get(reservationKey("tea", "user:kim"))).value;
    expect(place?.seatId).toBe(own[0].seatId);
  }
});

Deno.test("issueGeneration() reserves for the seat that there is, where two devices reserved for a new one each", async () => {
  const server = await openTestServer();
  const replica = await openTestServer({}, { kv: server.kv });
  const [phone, laptop] = [server.browser(), replica.browser()];
  await server.signIn(phone, { userId: "kim", sessionId: "phone" });
  await server.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  const both = Promise.withResolvers<void>();
  const first = Promise.withResolvers<void>();
  let mints = 0;
  let onLaptop: Promise<{ seatId: string }> | null = null;
  server.kv.beforeCommit = async ({ writes }) => {
    if (!writes.some(({ key }) => key[0] === "seat")) return;
    mints++;
    if (mints === 1) {
      onLaptop = laptop.token("tea");
      await both.promise;
    } else if (mints === 2) {
      both.resolve();
      await first.promise;
    }
  };
  const { seatId } = await phone.token("tea");
  // Else the phone would count twice: by its seat, and by the laptop's reservation.
  expect((await server.kv.get(reservationKey("tea", "user:kim"))).value?.seatId).toBe(seatId);
  first.resolve();
  expect((await onLaptop!).seatId).toBe(seatId);
  expect((await server.kv.get(reservationKey("tea", "user:kim"))).value?.seatId).toBe(seatId);
});

Deno.test("issueGeneration() counts a person once who is inside, and whose other device reserved for a seat of its own", async () => {
  const server = await openTestServer({ MADANG_SPACE_CAPACITY: "2" });
  const [kim, lee, park] = [1, 2, 3].map(() => server.browser());
  for (const guest of [kim, lee, park]) await guest.enter("tea", "Guest");
  await join(server, kim);
  const key = reservationKey("tea", `guest:${guestId(kim)}`);
  const reservation = {
    seatId: "seat_00000000000000000000000000000000",
    until: server.now + 60_000,
  };
  await server.kv.commit({
    checks: [],
    writes: [setRow(key, reservation), deleteRow(placesTakenKey("tea"))],
  });
  expect(await ask(lee)).toBe("in");
  expect(await ask(park)).toBe(full);
});

Deno.test("issueGeneration() gives the devices of one person one place of the space", async () => {
  const server = await openTestServer({ MADANG_SPACE_CAPACITY: "3" });
  const [first, phone, laptop, lee, park] = [1, 2, 3, 4, 5].map(() => server.browser());
  for (const guest of [first, lee, park]) await guest.enter("tea", "Guest");
  await server.signIn(phone, { userId: "kim", sessionId: "phone" });
  await server.signIn(laptop, { userId: "kim", sessionId: "laptop" });
  expect(await Promise.all([first, phone, laptop, lee].map(ask))).toEqual(["in", "in", "in", "in"]);
  expect(await ask(park)).toBe(full);
});

Deno.test("issueGeneration() counts the places where the row of the places taken says too many, is old, or is not there", async () => {
  const server = await openTestServer({ MADANG_SPACE_CAPACITY: "3" });
  const people = [1, 2, 3, 4].map(() => server.browser());
  for (const guest of people) await guest.enter("tea", "Guest");
  const key = placesTakenKey("tea");
  const says = async (atMost: number, countedAtMs = server.now) => {
    await server.kv.commit({ checks: [], writes: [setRow(key, { atMost, countedAtMs })] });
  };
  const atMost = async () => (await server.kv.get(key)).value?.atMost;
  await says(3);
  expect(await ask(people[0])).toBe("in");
  expect(await atMost()).toBe(1);
  await server.kv.commit({ checks: [], writes: [deleteRow(key)] });
  expect(await ask(people[1])).toBe("in");
  expect(await atMost()).toBe(2);
  // Two came back without a reservation since the last count.
  const [first, second] = await server.kv.list(reservationsPrefix("tea"));
  await says(1, server.now - 10_000);
  expect([first.value, second.value].every((row) => row !== null)).toBe(true);
  expect(await ask(people[2])).toBe("in");
  expect(await atMost()).toBe(3);
  expect(await ask(people[3])).toBe(full);
});

Deno.test("issueGeneration() refuses and admits by the places of now, whatever this process remembers", async () => {
  const server = await openTestServer({ MADANG_SPACE_CAPACITY: "2" });
  const people = [1, 2, 3, 4].map(() => server.browser());
  for (const guest of people) await guest.enter("tea", "Guest");
  expect(await ask(people[0])).toBe("in");
  // The other replica gives the last place away, and this process knows only of one.
  await server.kv.elsewhere(async () => expect(await ask(people[1])).toBe("in"));
  expect(await ask(people[2])).toBe(full);
  const place = reservationKey("tea", `guest:${guestId(people[1])}`);
  await server.kv.elsewhere(() => server.kv.commit({ checks: [], writes: [deleteRow(place)] }));
  expect(await ask(people[3])).toBe("in");
});

Deno.test("issueGeneration() asks for one place only, though its commit is lost and made again", async () => {
  const server = await openTestServer({ MADANG_SPACE_CAPACITY: "2" });
  const [kim, lee] = [1, 2].map(() => server.browser());
  for (const guest of [kim, lee]) await guest.enter("tea", "Guest");
  const seats: unknown[] = [];
  server.kv.beforeCommit = async ({ writes }) => {
    const mint = writes.find(({ key }) => key[0] === "seat");
    if (!mint || seats.push(mint.key[1]) > 1) return;
    // The session's row changes: the commit fails.
    const key = guestSessionKey(guestId(kim));
    const { value } = await server.kv.get(key);
    await server.kv.commit({ checks: [], writes: [setRow(key, value!)] });
  };
  expect(await ask(kim)).toBe("in");
  // A reply may be lost, and the seat made all the same: no try uses the id of another one.
  expect(new Set(seats).size).toBe(2);
  expect((await server.kv.get(placesTakenKey("tea"))).value?.atMost).toBe(1);
  expect(await ask(lee)).toBe("in");
});

Deno.test("PlaceQueue reserves nothing for a request that is late, or whose principal was read before a change", async () => {
  const server = await openTestServer();
  const { kv, services } = server;
  const kim = server.browser();
  await kim.enter("tea", "Kim");
  const credentials = { ...nobody, guestCookie: kim.cookies.get("madang_guest") ?? "" };
  const principal = await authenticate(services, credentials, "tea");
  const request = { principal, seatId: "seat_1", capacity: 5, lifeMs: 1_000, isLate: () => false };
  const { admissionVersionRow } = principal;
  const older = {
    ...principal,
    admissionVersionRow: { ...admissionVersionRow, versionstamp: "1" },
  };
  const asked = [{ ...request, isLate: () => true }, { ...request, principal: older }];
  for (const one of asked) {
    expect(await services.places.reserve("tea", one)).toEqual({ type: "changed" });
  }
  expect(await kv.list(reservationsPrefix("tea"))).toEqual([]);
  const answer = await services.places.reserve("tea", request);
  expect(answer).toEqual({ type: "reserved", seatId: "seat_1" });
});

Deno.test("issueGeneration() reads no capacity for a principal that is refused regardless of it", async () => {
  const server = await openTestServer();
  const owner = server.browser();
  await server.signIn(owner, { userId: "kim", sessionId: "laptop" });
  let lists = 0;
  const list = server.kv.list.bind(server.kv);
  for (const rules of [{ policy: "knock" }, { policy: "members" }, { isLocked: true }]) {
    const slug = JSON.stringify(rules).replace(/\W/g, "");
    await owner.send("POST", "/api/spaces", { slug, ...rules });
    const guest = server.browser();
    await guest.enter(slug, "Guest");
    server.kv.list = (...args) => (lists++, list(...args));
    await expect(guest.token(slug)).rejects.toThrow(/waiting|member|locked/);
    server.kv.list = list;
  }
  expect(lists).toBe(0);
});

Deno.test("issueGeneration() answers each of those who wait together by their own principal", async () => {
  const server = await openTestServer();
  const [kim, lee, park, han] = [1, 2, 3, 4].map(() => server.browser());
  for (const browser of [kim, lee, park, han]) await browser.enter("tea", "Guest");
  const answers = Promise.all([kim, lee, park, han].map(ask));
  // Park's session ends while all four wait.
  const key = guestSessionKey(guestId(park));
  await server.kv.commit({ checks: [], writes: [deleteRow(key)] });
  expect(await answers).toEqual(["in", "in", "Error: Cannot get a token: session-invalid", "in"]);
});

function guestId(browser: TestBrowser): string {
  return hashToken(browser.cookies.get("madang_guest") ?? "");
}
