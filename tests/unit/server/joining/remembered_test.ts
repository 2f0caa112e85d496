/** Tokens that are minted from memory: the commit proves what is remembered, and nothing is refused by it. */
import { expect } from "expect";
import { serialize } from "node:v8";
import { decodeJwt } from "jose";
import { tokenRequestedKey, userSessionKey } from "../../../../lib/server/rows/kv_keys.ts";
import {
  membershipKey,
  type MembershipRow,
  reservationKey,
  spaceKey,
} from "../../../../lib/server/rows/space_rows.ts";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import { hashToken } from "../../../../lib/server/base/session_tokens.ts";
import { applyWebhookEvent } from "../../../../lib/server/presence/apply_webhook_event.ts";
import {
  deleteRow,
  type KvCommit,
  type KvWrite,
  setRow,
} from "../../../../lib/server/storage/kv_port.ts";
import { connectionOf, eventOf } from "../../../fakes/test_services.ts";
import { openTestServer, type TestBrowser, type TestServer } from "../../../fakes/test_server.ts";

function ask(browser: TestBrowser): Promise<string> {
  return browser.token("tea").then(({ generation }) => String(generation), ({ message }) => {
    return message.replace("Cannot get a token: ", "");
  });
}

/** Kim, whose rows this process remembers, in a space of one place that has an owner. */
async function remembered() {
  const server = await openTestServer({ MADANG_SPACES: "declared" });
  const owner = server.browser();
  await server.signIn(owner, { userId: "owner", sessionId: "desk" });
  const made = await owner.send("POST", "/api/spaces", { slug: "tea", capacity: 1 });
  expect(made.status).toBe(201);
  const kim = server.browser();
  await server.signIn(kim, { userId: "kim", sessionId: "phone" });
  const { seatId } = await kim.token("tea");
  await kim.token("tea");
  return { server, owner, kim, seatId };
}

/** The same person in a browser that another replica serves. */
function twin(server: TestServer, browser: TestBrowser): TestBrowser {
  const same = server.browser();
  for (const [name, value] of browser.cookies) same.cookies.set(name, value);
  return same;
}

function write(server: TestServer, ...writes: KvWrite[]): Promise<unknown> {
  return server.kv.elsewhere(() => server.kv.commit({ checks: [], writes }));
}

const banned: MembershipRow = {
  personId: "person_1",
  slug: "tea",
  owner: "user:kim",
  participantName: "Kim",
  role: null,
  isBanned: true,
  admittedAt: null,
  refusedUntil: 0,
  linkId: null,
};

/** What another replica changed meanwhile, and what the next token request has to answer. */
const changes: Record<string, {
  readonly act: (of: Awaited<ReturnType<typeof remembered>>) => Promise<unknown>;
  readonly answer: string;
}> = {
  "the session ended": {
    act: ({ server, kim }) =>
      write(server, deleteRow(userSessionKey(hashToken(kim.cookies.get("madang_user") ?? "")))),
    answer: "session-invalid",
  },
  "the next generation was minted": {
    act: async ({ server, kim, seatId }) => {
      await applyWebhookEvent(
        server.services,
        eventOf("participant_joined", connectionOf(seatId, 2)),
      );
      await server.kv.elsewhere(() => twin(server, kim).token("tea"));
    },
    answer: "4",
  },
  "the person was banned": {
    act: ({ server }) => write(server, setRow(membershipKey("tea", "user:kim"), banned)),
    answer: "banned",
  },
  "the space was deleted": {
    act: ({ server }) => write(server, deleteRow(spaceKey("tea"))),
    answer: "not-found",
  },
  "the place was given up, and taken by another": {
    act: ({ server }) =>
      write(
        server,
        deleteRow(reservationKey("tea", "user:kim")),
        setRow(reservationKey("tea", "user:lee"), {
          seatId: "seat_of_lee",
          until: server.now + 60_000,
        }),
      ),
    answer: "space-full",
  },
};

for (const [what, { act, answer }] of Object.entries(changes)) {
  Deno.test(`issueGeneration() from memory decides anew if meanwhile, on another replica, ${what}`, async () => {
    const of = await remembered();
    await act(of);
    expect(await ask(of.kim)).toBe(answer);
  });
}

Deno.test("issueGeneration() from memory keeps to the rules of the commit: a source that was taken is not in the token", async () => {
  const { server, owner, kim } = await remembered();
  const publishSources = { moderator: [], speaker: ["microphone"], listener: [] };
  await server.kv.elsewhere(() =>
    twin(server, owner).send("PATCH", "/api/spaces/tea", { publishSources })
  );
  const { token } = await kim.token("tea");
  expect(decodeJwt<{ video: unknown }>(token).video)
    .toMatchObject({ canPublishSources: ["microphone"] });
});

Deno.test("issueGeneration() refuses nothing from memory: it is read again whether it is still so", async () => {
  const { server, kim } = await remembered();
  const key = membershipKey("tea", "user:kim");
  await server.kv.commit({ checks: [], writes: [setRow(key, banned)] });
  expect(await ask(kim)).toBe("banned");
  await write(server, deleteRow(key));
  expect(await ask(kim)).toBe("3");
});

Deno.test("issueGeneration() with two credentials is not made from memory: its answer turns on both sessions", async () => {
  const { server, kim } = await remembered();
  await kim.enter("tea", "Kim");
  // By now all rows of both are remembered.
  await kim.token("tea");
  const { reads } = server.kv;
  await kim.token("tea");
  expect(server.kv.reads).toBeGreaterThan(reads);
});

Deno.test("issueGeneration() waits once for a host application's keys that do not come", async () => {
  let asked = 0;
  const verify = () => {
    asked++;
    return Promise.reject(new AppError("identity-unavailable", "Cannot have the keys"));
  };
  const server = await openTestServer({}, { hostJwt: { verify } });
  const answer = await server.browser().send(
    "POST",
    "/api/livekit/token",
    { roomName: "space-tea" },
    { authorization: "Bearer a.b.c" },
  );
  expect([(await answer.json()).code, asked]).toEqual(["identity-unavailable", 1]);
});

Deno.test("a token after the webhook of the one before costs no read", async () => {
  const { server, kim, seatId } = await remembered();
  await applyWebhookEvent(server.services, eventOf("participant_joined", connectionOf(seatId, 2)));
  const { reads, commits } = server.kv;
  expect(await ask(kim)).toBe("3");
  expect([server.kv.reads - reads, server.kv.commits - commits]).toEqual([0, 1]);
});

Deno.test("a lost commit of a token is tried again by what is stored, at the cost of two reads at most", async () => {
  const { server, kim } = await remembered();
  await server.kv.elsewhere(() => twin(server, kim).token("tea"));
  const { reads, commits } = server.kv;
  expect(await ask(kim)).toBe("4");
  expect(server.kv.reads - reads).toBeLessThanOrEqual(3);
  expect(server.kv.commits - commits).toBe(2);
});

Deno.test("the mark that tokens are asked for is written once a minute by each process", async () => {
  const { server, kim } = await remembered();
  const at = async () => (await server.kv.get(tokenRequestedKey("tea"))).value?.at;
  const first = await at();
  server.now += 59_000;
  await kim.token("tea");
  expect(await at()).toBe(first);
  server.now += 1_000;
  await kim.token("tea");
  expect(await at()).toBe(server.now);
});

Deno.test("the commit of a person who comes again is below the 1,024 bytes from which on a KV server waits", async () => {
  const server = await openTestServer();
  const browser = server.browser();
  const slug = "weekly-all-hands-meeting";
  await browser.enter(slug, "Christopher Anderson");
  const { seatId } = await browser.token(slug);
  const weights: number[] = [];
  server.kv.beforeCommit = (commit) => void weights.push(weightOf(commit));
  await browser.token(slug);
  const joined = { ...connectionOf(seatId, 2), name: "Christopher Anderson" };
  const event = eventOf("participant_joined", joined, { roomName: `space-${slug}` });
  await applyWebhookEvent(server.services, event);
  await browser.token(slug);
  const [unused, , inside] = weights;
  expect(Math.max(unused, inside)).toBeLessThan(1_024);
  expect(inside).toBeLessThan(unused);
});

/** Bytes of a commit as KV Connect sends it: keys, values by V8, versionstamps, and the framing of each. */
function weightOf({ checks, writes }: KvCommit): number {
  const keyBytes = (key: Deno.KvKey) =>
    key.reduce<number>((sum, part) => sum + 2 + new TextEncoder().encode(String(part)).length, 0);
  return checks.reduce((sum, { key }) => sum + keyBytes(key) + 10 + 6, 0) +
    writes.reduce((sum, one) => {
      const value = one.type === "set" ? serialize(one.value).length + 9 : 0;
      return sum + keyBytes(one.key) + value + 10;
    }, 0);
}
