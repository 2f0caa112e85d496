/** Knocks of people who are inside by now. Other tests of knocks are in spaces_test.ts. */
import { expect } from "expect";
import { knocksSchema } from "../../../../lib/contract/space.ts";
import { knocksChangedKey } from "../../../../lib/server/rows/space_rows.ts";
import { asked, heard, join, owned } from "../../../fakes/owned_space.ts";
import type { TestBrowser } from "../../../fakes/test_server.ts";

async function waiting(owner: TestBrowser) {
  const answer = await owner.send("GET", "/api/spaces/tea/knocks");
  return knocksSchema.parse(await answer.json()).knocks;
}

async function namesOf(owner: TestBrowser): Promise<string[]> {
  return (await waiting(owner)).map(({ participantName }) => participantName);
}

function decide(owner: TestBrowser, knockId: string, decision: string): Promise<string> {
  return heard(owner.send("POST", `/api/spaces/tea/knocks/${knockId}`, { decision }));
}

function open(owner: TestBrowser, policy: string): Promise<string> {
  return heard(owner.send("PATCH", "/api/spaces/tea", { policy }));
}

Deno.test("a knock is over once its person is in: by a role, by admission, or since the space was opened", async () => {
  for (const give of [{ role: "listener" }, { isAdmitted: true }, null]) {
    const { server, owner, guest } = await owned({ policy: "knock" });
    const lee = await guest("Lee");
    // Lee has a membership, by an earlier refusal.
    expect(await asked(lee)).toBe("waiting-for-admission");
    expect(await decide(owner, (await waiting(owner))[0].knockId, "refuse")).toBe("204");
    server.now += 600_000;
    expect(await asked(lee)).toBe("waiting-for-admission");
    expect(await namesOf(owner)).toEqual(["Lee"]);
    const before = await server.kv.get(knocksChangedKey("tea"));
    if (give) {
      const { people } = await (await owner.send("GET", "/api/spaces/tea/people")).json();
      expect(await heard(owner.send("PUT", `/api/spaces/tea/people/${people[0].id}`, give)))
        .toBe("204");
    } else {
      expect(await open(owner, "open")).toBe("200");
      await join(server, lee);
    }
    expect([give, await namesOf(owner)]).toEqual([give, []]);
    expect((await server.kv.get(knocksChangedKey("tea"))).versionstamp).not.toBe(
      before.versionstamp,
    );
  }
});

Deno.test("a guest's knock is over once they enter as a user", async () => {
  const { server, owner, guest } = await owned({ policy: "knock" });
  const lee = await guest("Lee");
  expect(await asked(lee)).toBe("waiting-for-admission");
  expect(await open(owner, "open")).toBe("200");
  await server.signIn(lee, { userId: "lee", sessionId: "phone" });
  await join(server, lee);
  expect(await namesOf(owner)).toEqual([]);
});

Deno.test("a token of a person without a knock changes no knocks", async () => {
  const { server, guest } = await owned();
  expect(await asked(await guest("Lee"))).toBe("200");
  expect((await server.kv.get(knocksChangedKey("tea"))).value).toBe(null);
});

Deno.test("a refusal at the moment at which its person enters leaves no trace", async () => {
  const { server, owner, guest } = await owned({ policy: "knock" });
  const lee = await guest("Lee");
  expect(await asked(lee)).toBe("waiting-for-admission");
  const [{ knockId }] = await waiting(owner);
  expect(await open(owner, "open")).toBe("200");
  let hasCome = false;
  server.kv.beforeCommit = async () => {
    if (hasCome) return;
    hasCome = true;
    await join(server, lee);
  };
  expect(await decide(owner, knockId, "refuse")).toBe("204");
  expect(server.kv.rows().filter(({ key }) => key[0] === "standing")).toEqual([]);
  expect(await namesOf(owner)).toEqual([]);
});

Deno.test("a knock that a late request left behind cannot be refused once its person is in", async () => {
  const { server, owner, guest } = await owned({ policy: "knock" });
  const lee = await guest("Lee");
  expect(await asked(lee)).toBe("waiting-for-admission");
  const { key, value } = server.kv.rows().find(({ key }) => key[0] === "knock")!;
  expect(await open(owner, "open")).toBe("200");
  const seatId = await join(server, lee);
  await server.kv.commit({ checks: [], writes: [{ type: "set", key, value }] });
  const [{ knockId }] = await waiting(owner);
  expect(await heard(owner.send("PUT", `/api/spaces/tea/people/${seatId}`, { role: "listener" })))
    .toBe("204");
  expect(await namesOf(owner)).toEqual([]);
  await server.kv.commit({ checks: [], writes: [{ type: "set", key, value }] });
  expect(await decide(owner, knockId, "refuse")).toBe("204");
  expect(await namesOf(owner)).toEqual([]);
  expect(server.livekit.rooms.get("space-tea")![0].attributes["madang.role"]).toBe("listener");
  const { people } = await (await owner.send("GET", "/api/spaces/tea/people")).json();
  expect(people[0]).toMatchObject({ role: "listener", isAdmitted: true });
});
