/** Withdrawn memberships stay withdrawn: bans with the used links, roles, admissions. Every way back is tried, so it is long. */
import { expect } from "expect";
import { guestLinksSchema, spacePeopleSchema } from "../../../../lib/contract/space.ts";
import { identityOf } from "../../../../lib/contract/participant.ts";
import { seatKey } from "../../../../lib/server/rows/kv_keys.ts";
import { membershipKey } from "../../../../lib/server/rows/space_rows.ts";
import { asked, heard, join, owned } from "../../../fakes/owned_space.ts";
import type { TestBrowser, TestServer } from "../../../fakes/test_server.ts";

interface Wish {
  readonly role?: string;
  readonly uses?: number;
}

/** What stands after `#link=`. */
async function linkBy(
  server: TestServer,
  maker: TestBrowser,
  { role = "speaker", uses = 9 }: Wish = {},
): Promise<string> {
  const expiresAt = new Date(server.now + 3_600_000).toISOString();
  const made = await maker.send("POST", "/api/spaces/tea/links", { role, expiresAt, uses });
  expect(made.status).toBe(201);
  return (await made.json()).url.split("#link=")[1];
}

function use(browser: TestBrowser, link: string): Promise<string> {
  return heard(browser.send("POST", "/api/spaces/tea/links/exchange", { link }));
}

function moderate(browser: TestBrowser, action: string, seatId: string): Promise<string> {
  return heard(browser.send("POST", "/api/spaces/tea/moderation", { action, seatId }));
}

function change(browser: TestBrowser, id: string, wish: unknown): Promise<string> {
  return heard(browser.send("PUT", `/api/spaces/tea/people/${id}`, wish));
}

async function peopleSeen(browser: TestBrowser) {
  const answer = await browser.send("GET", "/api/spaces/tea/people");
  return spacePeopleSchema.parse(await answer.json()).people;
}

async function personNamed(browser: TestBrowser, name: string) {
  const person = (await peopleSeen(browser)).find(({ participantName }) =>
    participantName === name
  );
  if (!person) throw new Error(`Nobody is called ${name}`);
  return person;
}

/** The role in a new token. */
async function roleOf(browser: TestBrowser): Promise<string> {
  const { token } = await browser.token("tea");
  return JSON.parse(atob(token.split(".")[1])).attributes["madang.role"];
}

for (
  const [what, touch] of Object.entries({
    "was given by hand": { role: "listener" },
    "was taken away": { role: null },
    "and admission were taken away": { isAdmitted: false },
  })
) {
  Deno.test(`a ban ends the link that a person used, also where their role ${what} since`, async () => {
    const { server, owner, guest } = await owned({ policy: "members" });
    const link = await linkBy(server, owner);
    const lee = await guest("Lee");
    expect(await use(lee, link)).toBe("200");
    const seatId = await join(server, lee);
    expect(await change(owner, seatId, touch)).toBe("204");
    expect(await moderate(owner, "ban", seatId)).toBe("204");
    expect(await use(await guest("Lee in a private window"), link)).toBe("link-spent");
  });
}

Deno.test("a ban that lands between two reads of a token request is seen, also by a replica that does not know the seat", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  const { seatId } = await server.kv.elsewhere(() => lee.token("tea"));
  let isBanned = false;
  server.kv.afterRead = async (keys) => {
    if (isBanned || !keys.some(([table]) => table === "seat_of")) return;
    isBanned = true;
    expect(await server.kv.elsewhere(() => moderate(owner, "ban", seatId))).toBe("204");
  };
  expect(await asked(lee)).toBe("banned");
  expect(isBanned).toBe(true);
});

Deno.test("a lock that lands between a newcomer's place and their token keeps them out", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  let isLocked = false;
  server.kv.beforeCommit = async ({ writes }) => {
    if (isLocked || !writes.some(({ key }) => key[0] === "seat")) return;
    isLocked = true;
    const lock = () => heard(owner.send("PATCH", "/api/spaces/tea", { isLocked: true }));
    expect(await server.kv.elsewhere(lock)).toBe("200");
  };
  expect(await asked(lee)).toBe("space-locked");
  expect(isLocked).toBe(true);
});

Deno.test("a ban ends every link that a person ever used, as a guest and as a user [S33]", async () => {
  const { server, owner, guest } = await owned({ policy: "members" });
  const links = [await linkBy(server, owner), await linkBy(server, owner, { role: "listener" })];
  const others = await linkBy(server, owner);
  const lee = await guest("Lee");
  for (const link of links) expect(await use(lee, link)).toBe("200");
  await server.signIn(lee, { userId: "lee", sessionId: "phone" });
  const third = await linkBy(server, owner);
  expect(await use(lee, third)).toBe("200");
  await join(server, lee);
  // Lee as a guest in another browser, then with both cookies: one person.
  const again = await guest("Lee again");
  expect(await use(again, links[0])).toBe("200");
  await join(server, again);
  again.cookies.set("madang_user", lee.cookies.get("madang_user")!);
  const seatId = await join(server, again);
  expect(await moderate(owner, "ban", seatId)).toBe("204");
  const stranger = await guest("Stranger");
  for (const link of [links[0], third]) expect(await use(stranger, link)).toBe("link-spent");
  expect(await use(stranger, others)).toBe("200");
});

Deno.test("a used link gives nothing back: after a removal, a role or an admission that was taken [S32]", async () => {
  for (const take of ["remove", "role", "admission", "list", "refusal"]) {
    const { server, owner, guest } = await owned({ policy: "knock" });
    const link = await linkBy(server, owner, { role: "moderator", uses: 1 });
    const lee = await guest("Lee");
    expect(await use(lee, link)).toBe("200");
    const seatId = await join(server, lee);
    // Nothing was taken: a reload is free.
    expect([take, await use(lee, link), await roleOf(lee)]).toEqual([take, "200", "moderator"]);
    if (take === "remove") expect(await moderate(owner, "remove", seatId)).toBe("204");
    if (take === "role") expect(await change(owner, seatId, { role: null })).toBe("204");
    if (take === "admission") {
      expect(await change(owner, seatId, { isAdmitted: false })).toBe("204");
    }
    if (take === "list") expect(await change(owner, seatId, { isListed: false })).toBe("204");
    if (take === "refusal") {
      expect(await moderate(owner, "remove", seatId)).toBe("204");
      expect(await asked(lee)).toBe("waiting-for-admission");
      const { knocks } = await (await owner.send("GET", "/api/spaces/tea/knocks")).json();
      const path = `/api/spaces/tea/knocks/${knocks[0].knockId}`;
      expect(await heard(owner.send("POST", path, { decision: "refuse" }))).toBe("204");
    }
    const isStillIn = take === "role";
    expect([take, await use(lee, link)]).toEqual([take, isStillIn ? "200" : "link-spent"]);
    const now = isStillIn ? await roleOf(lee) : await asked(lee);
    const due = isStillIn
      ? "speaker"
      : take === "refusal"
      ? "knock-refused"
      : "waiting-for-admission";
    expect([take, now]).toEqual([take, due]);
  }
});

Deno.test("a used link does not give its role again once a moderator gave another", async () => {
  const { server, owner, guest } = await owned({ policy: "members" });
  const link = await linkBy(server, owner, { role: "moderator" });
  const lee = await guest("Lee");
  expect(await use(lee, link)).toBe("200");
  const seatId = await join(server, lee);
  expect(await change(owner, seatId, { role: "listener" })).toBe("204");
  expect(await use(lee, link)).toBe("200");
  expect(await roleOf(lee)).toBe("listener");
  const [{ used }] = guestLinksSchema.parse(
    await (await owner.send("GET", "/api/spaces/tea/links")).json(),
  ).links;
  expect(used).toBe(1);
});

Deno.test("a guest who signs in has used their link: no second use is counted", async () => {
  const { server, owner, guest } = await owned({ policy: "members" });
  const link = await linkBy(server, owner, { role: "listener", uses: 1 });
  const lee = await guest("Lee");
  expect(await use(lee, link)).toBe("200");
  await join(server, lee);
  await server.signIn(lee, { userId: "lee", sessionId: "phone" });
  await join(server, lee);
  expect(await use(lee, link)).toBe("200");
  const seatId = await join(server, lee);
  expect(await moderate(owner, "remove", seatId)).toBe("204");
  expect(await use(lee, link)).toBe("link-spent");
});

Deno.test("links of a moderator who lost the role admit nobody, and are listed so [S34]", async () => {
  for (const take of [{ role: "speaker" }, { isAdmitted: false }, { isBanned: true }]) {
    const { server, owner, guest } = await owned({ policy: "members" });
    const invitation = await linkBy(server, owner, { role: "moderator", uses: 1 });
    const lee = await guest("Lee");
    expect(await use(lee, invitation)).toBe("200");
    const seatId = await join(server, lee);
    const link = await linkBy(server, lee);
    const areGood = async () =>
      guestLinksSchema.parse(await (await owner.send("GET", "/api/spaces/tea/links")).json())
        .links.filter(({ role }) => role === "speaker").map(({ isVouchedFor }) => isVouchedFor);
    expect(await use(await guest("Park"), link)).toBe("200");
    expect(await areGood()).toEqual([true]);
    expect(await change(owner, seatId, take)).toBe("204");
    expect(await use(await guest("Lee in a private window"), link)).toBe("link-spent");
    expect(await areGood()).toEqual([false]);
  }
});

Deno.test("a link is not used at the moment at which its maker loses the role", async () => {
  const { server, owner, guest } = await owned({ policy: "members" });
  const invitation = await linkBy(server, owner, { role: "moderator", uses: 1 });
  const [lee, park] = [await guest("Lee"), await guest("Park")];
  expect(await use(lee, invitation)).toBe("200");
  const seatId = await join(server, lee);
  const link = await linkBy(server, lee);
  let isDemoted = false;
  server.kv.beforeCommit = async () => {
    if (isDemoted) return;
    isDemoted = true;
    expect(await change(owner, seatId, { role: "speaker" })).toBe("204");
  };
  expect(await use(park, link)).toBe("link-spent");
});

Deno.test("a moderator who signs in stays the maker of their links", async () => {
  const { server, owner, guest } = await owned({ policy: "members" });
  const lee = await guest("Lee");
  expect(await use(lee, await linkBy(server, owner, { role: "moderator", uses: 1 }))).toBe("200");
  await join(server, lee);
  const link = await linkBy(server, lee);
  await server.signIn(lee, { userId: "lee", sessionId: "phone" });
  await join(server, lee);
  expect(await use(await guest("Park"), link)).toBe("200");
});

Deno.test("a person whose admission is withdrawn is evicted and stays out, whatever role they had [S35]", async () => {
  for (const policy of ["members", "knock"]) {
    for (const give of [{ isAdmitted: true }, { role: "listener" }, { role: "moderator" }]) {
      const { server, owner, guest } = await owned();
      const lee = await guest("Lee");
      const seatId = await join(server, lee);
      expect(await change(owner, seatId, give)).toBe("204");
      await owner.send("PATCH", "/api/spaces/tea", { policy });
      expect((await personNamed(owner, "Lee")).isAdmitted).toBe(true);
      expect(await change(owner, seatId, { isAdmitted: false })).toBe("204");
      expect(server.livekit.removed).toEqual([identityOf(seatId, 1)]);
      expect(await personNamed(owner, "Lee")).toMatchObject({ isAdmitted: false, role: "speaker" });
      const due = policy === "knock" ? "waiting-for-admission" : "not-a-member";
      expect([give, await asked(lee)]).toEqual([give, due]);
    }
  }
});

Deno.test("a person whose admission is withdrawn stays inside an open space, without their role", async () => {
  const { server, owner, guest } = await owned();
  const lee = await guest("Lee");
  const seatId = await join(server, lee);
  expect(await change(owner, seatId, { role: "moderator" })).toBe("204");
  expect(await change(owner, seatId, { isAdmitted: false })).toBe("204");
  expect(server.livekit.removed).toEqual([]);
  expect(server.livekit.rooms.get("space-tea")![0].attributes["madang.role"]).toBe("speaker");
  expect(await heard(lee.send("GET", "/api/spaces/tea/people"))).toBe("not-allowed");
});

Deno.test("an admitted person may enter until the admission is withdrawn", async () => {
  const { owner, guest } = await owned({ policy: "knock" });
  const lee = await guest("Lee");
  expect(await asked(lee)).toBe("waiting-for-admission");
  const { knocks } = await (await owner.send("GET", "/api/spaces/tea/knocks")).json();
  const path = `/api/spaces/tea/knocks/${knocks[0].knockId}`;
  expect(await heard(owner.send("POST", path, { decision: "refuse" }))).toBe("204");
  const { id } = await personNamed(owner, "Lee");
  expect(await asked(lee)).toBe("knock-refused");
  expect(await change(owner, id, { isAdmitted: true })).toBe("204");
  expect(await asked(lee)).toBe("200");
  expect(await heard(lee.send("PUT", `/api/spaces/tea/people/${id}`, { isAdmitted: true })))
    .toBe("not-allowed");
});

Deno.test("a person taken off the list is a newcomer again, and listed with their next membership", async () => {
  const { server, owner, guest } = await owned({ policy: "members" });
  const lee = await guest("Lee");
  expect(await use(lee, await linkBy(server, owner))).toBe("200");
  const { id } = await personNamed(owner, "Lee");
  expect(await change(owner, id, { isListed: false })).toBe("204");
  expect((await peopleSeen(owner)).map(({ participantName }) => participantName)).toEqual([]);
  expect(await asked(lee)).toBe("not-a-member");
  expect(await change(owner, id, { isAdmitted: true })).toBe("204");
  expect((await peopleSeen(owner)).map(({ participantName }) => participantName)).toEqual(["Lee"]);
});

Deno.test("a person who is not inside is banned by their membership, with the links that they used", async () => {
  const { server, owner, guest } = await owned({ policy: "members" });
  const lee = await guest("Lee");
  const link = await linkBy(server, owner);
  expect(await use(lee, link)).toBe("200");
  const { id } = await personNamed(owner, "Lee");
  expect(await change(lee, id, { isBanned: true })).toBe("not-allowed");
  expect(await change(owner, id, { isBanned: true })).toBe("204");
  expect(await asked(lee)).toBe("banned");
  expect(await use(await guest("Lee in a private window"), link)).toBe("link-spent");
  expect((await personNamed(owner, "Lee")).isBanned).toBe(true);
  expect(server.livekit.removed).toEqual([]);
  const { events } = await (await owner.send("GET", "/api/spaces/tea/log")).json();
  expect(events.map(({ type, participantName }: Record<string, string>) => [type, participantName]))
    .toEqual([["banned", "Lee"]]);
});

Deno.test("a ban that comes while a guest signs in is the user's, by their seat or their membership [S36]", async () => {
  for (const by of ["seat", "membership"]) {
    const { server, owner, guest } = await owned();
    const lee = await guest("Lee");
    const seatId = await join(server, lee);
    expect(await change(owner, seatId, { role: "listener" })).toBe("204");
    const { id } = await personNamed(owner, "Lee");
    await server.signIn(lee, { userId: "lee", sessionId: "phone" });
    const asGuest = (await server.kv.get(seatKey(seatId))).value!.owner;
    const getMany = server.kv.getMany.bind(server.kv);
    let hasSignedIn = false;
    server.kv.getMany = async (keys) => {
      // The principal of the id is known; now their rows are read.
      if (!hasSignedIn && String(keys[0]) === String(membershipKey("tea", asGuest))) {
        hasSignedIn = true;
        expect((await lee.token("tea")).seatId).toBe(seatId);
      }
      return await getMany(keys);
    };
    expect(await change(owner, by === "seat" ? seatId : id, { isBanned: true })).toBe("204");
    server.kv.getMany = getMany;
    expect(hasSignedIn).toBe(true);
    expect(await asked(lee)).toBe("banned");
  }
});
