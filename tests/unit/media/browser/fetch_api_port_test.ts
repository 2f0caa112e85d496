import { expect } from "expect";
import { FetchApiPort } from "../../../../lib/media/browser/FetchApiPort.ts";
import { tokenAnswer } from "../../../fakes/media/token_answer.ts";

const entry = { roomName: "space-tea", participantName: "  Kim " };

/** A server that answers `answer`, and notes what it was asked. */
function setUp(answer: () => Response) {
  const asked: { path: string; method: string; body: unknown }[] = [];
  const inits: (RequestInit | undefined)[] = [];
  const api = new FetchApiPort((input, init) => {
    const body = typeof init?.body === "string" ? JSON.parse(init.body) : undefined;
    inits.push(init);
    asked.push({ path: String(input), method: init?.method ?? "GET", body });
    return Promise.resolve().then(answer);
  });
  return { api, asked, inits };
}

function problem(status: number, code: string, headers: HeadersInit = {}): Response {
  const body = { type: "about:blank", title: "No", status, code, requestId: "r1" };
  return Response.json(body, { status, headers });
}

Deno.test("FetchApiPort asks for a token with a clean name, and nothing about itself", async () => {
  const { api, asked } = setUp(() => Response.json(tokenAnswer));
  expect(await api.requestToken(entry)).toEqual(tokenAnswer);
  expect(asked).toEqual([{
    path: "/api/livekit/token",
    method: "POST",
    body: { roomName: "space-tea", participantName: "Kim", waitId: expect.any(String) },
  }]);
});

Deno.test("FetchApiPort opens a guest session, asks why, and who is inside", async () => {
  const session = { participantName: "Kim", roomName: "space-tea", expiresAt: "2030-01-01" };
  const guest = setUp(() => Response.json(session, { status: 201 }));
  await guest.api.openGuestSession(entry);
  expect(guest.asked[0]).toMatchObject({ path: "/api/guest-sessions", method: "POST" });
  const departure = setUp(() => Response.json({ reason: "taken-over" }));
  expect(await departure.api.askDeparture("token")).toBe("taken-over");
  expect(departure.asked[0]).toMatchObject({ path: "/api/livekit/departure", method: "POST" });
  const presence = setUp(() => Response.json({ roomName: "space-tea", count: 2 }));
  expect(await presence.api.presence("tea")).toMatchObject({ count: 2 });
  expect(presence.asked[0]).toEqual({
    path: "/api/spaces/tea/presence",
    method: "GET",
    body: undefined,
  });
});

Deno.test("FetchApiPort keeps a session in memory where it is told to, and proves itself by it from then on", async () => {
  const session = { participantName: "Kim", roomName: "space-tea", expiresAt: "2030-01-01" };
  const { api, asked, inits } = setUp(() => Response.json({ ...session, sessionToken: "mdg_1" }));
  await api.openGuestSession(entry, "memory");
  expect(asked[0].body).toEqual({
    roomName: "space-tea",
    participantName: "Kim",
    delivery: "body",
  });
  await api.askDeparture("token").catch(() => {});
  await (await api.loadModeration()).people("tea").catch(() => {});
  // Anew, it is proven by none: the old one is no good any more. And it stays in memory.
  await api.openGuestSession(entry);
  const proofs = inits.map((init) => new Headers(init?.headers).get("Authorization"));
  expect(proofs).toEqual([null, "Bearer mdg_1", "Bearer mdg_1", null]);
  expect(asked[3].body).toEqual(asked[0].body);
});

Deno.test("FetchApiPort leaves by a token, also where the page goes", async () => {
  const { api, asked, inits } = setUp(() => new Response(null, { status: 204 }));
  await api.leave("token", false);
  await api.leave("token", true);
  expect(asked.map(({ body }) => body)).toEqual([{ token: "token" }, {
    token: "token",
    isForGood: true,
  }]);
  expect(asked[0]).toMatchObject({ path: "/api/livekit/leave", method: "POST" });
  expect(inits[0]?.keepalive).toBe(true);
});

Deno.test("FetchApiPort sends no name that the server would refuse", async () => {
  const { api, asked } = setUp(() => Response.json(tokenAnswer));
  for (const participantName of ["", "  ", "a\u202Eb", "x".repeat(51), "\uD800"]) {
    await expect(api.requestToken({ ...entry, participantName }))
      .rejects.toMatchObject({ code: "invalid-body" });
  }
  expect(asked).toEqual([]);
});

Deno.test("FetchApiPort withdraws the wait that its token requests belong to, and then begins another", async () => {
  const { api, asked } = setUp(() =>
    asked.length === 3 ? new Response(null, { status: 204 }) : Response.json(tokenAnswer)
  );
  await api.requestToken(entry);
  await api.requestToken(entry);
  await api.withdrawKnock("tea");
  await api.requestToken(entry);
  const [one, two, withdrawal, next] = asked;
  const waitId = new URLSearchParams(withdrawal.path.split("?")[1]).get("waitId");
  expect(one.body).toMatchObject({ waitId });
  expect(two.body).toMatchObject({ waitId });
  expect(next.body).toMatchObject({ waitId: expect.stringMatching(/^[a-z0-9]{1,32}$/) });
  expect(next.body).not.toMatchObject({ waitId });
});

Deno.test("FetchApiPort passes on the server's code and Retry-After", async () => {
  const { api } = setUp(() => problem(429, "rate-limited", { "Retry-After": "7" }));
  await expect(api.requestToken(entry)).rejects.toMatchObject({
    code: "rate-limited",
    retryAfterSeconds: 7,
  });
});

Deno.test("FetchApiPort passes on codes that it does not know yet", async () => {
  const { api } = setUp(() => problem(403, "moon-in-the-wrong-phase"));
  await expect(api.requestToken(entry)).rejects.toMatchObject({ code: "moon-in-the-wrong-phase" });
});

Deno.test("FetchApiPort says offline where there is no server", async () => {
  const { api } = setUp(() => {
    throw new TypeError("Failed to fetch");
  });
  await expect(api.presence("tea")).rejects.toMatchObject({ code: "offline" });
});

Deno.test("FetchApiPort does not take a proxy's page or a foreign answer for the server's", async () => {
  const answers = [
    () => new Response("<h1>Bad gateway</h1>", { status: 502 }),
    () => new Response("<h1>Sign in to the Wi-Fi</h1>"),
    () => Response.json({ ...tokenAnswer, token: 7 }),
    () => Response.json(null, { status: 500 }),
  ];
  for (const answer of answers) {
    const { api } = setUp(answer);
    await expect(api.requestToken(entry)).rejects.toMatchObject({ code: "unexpected" });
  }
});
