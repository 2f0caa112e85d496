/** Token requests: a guest verified, a seat committed, a token signed; 32 at once, who come again or for the first time. */
import { guestSessionAnswerSchema } from "../../lib/contract/guest_session.ts";
import { tokenAnswerSchema } from "../../lib/contract/token.ts";
import { encodePost } from "./connection.ts";
import { inTurns, type LoadResult, median, run } from "./load.ts";
import type { Servers } from "./servers.ts";

const askers = 32;
const requests = 200;
const firstRequests = 20;
const rounds = 5;
const roomName = "space-bench";

export interface ServerFigures {
  readonly ours: LoadResult[];
  readonly theirs: LoadResult[];
}

export async function measureTokens({ app, bareUrl }: Servers): Promise<ServerFigures> {
  const guests = await Promise.all(
    Array.from({ length: askers }, (_, asker) => openSeat(app.url, roomName, `Guest ${asker}`)),
  );
  const ofEach = (url: string, bodyOf: (asker: number) => unknown) =>
    guests.map((_, asker) => {
      const request = encodePost(url, JSON.stringify(bodyOf(asker)));
      return Array.from({ length: requests }, () => request);
    });
  const ours = ofEach(`${app.url}/api/livekit/token`, (asker) => {
    return { roomName, sessionToken: guests[asker].sessionToken };
  });
  const theirs = ofEach(`${bareUrl}/token`, (asker) => ({ roomName, who: `guest-${asker}` }));
  return await inTurns(rounds, () => run(app.url, ours), () => run(bareUrl, theirs));
}

/** Guests who ask for the first time; each round has its own people and its own space. */
export async function measureFirstTokens({ app, bareUrl }: Servers): Promise<ServerFigures> {
  let round = 0;
  const each = Array.from({ length: askers });
  const ours = async () => {
    const roomName = `space-bench-${++round}`;
    const requests = await Promise.all(each.map(async (_, asker) => {
      const own: Uint8Array[] = [];
      for (let count = 0; count < firstRequests; count++) {
        const sessionToken = await openSession(app.url, roomName, `Guest ${asker}`);
        own.push(
          encodePost(`${app.url}/api/livekit/token`, JSON.stringify({ roomName, sessionToken })),
        );
      }
      return own;
    }));
    return await run(app.url, requests);
  };
  const theirs = () => {
    const roomName = `space-bench-${round}`;
    const requests = each.map((_, asker) =>
      Array.from(
        { length: firstRequests },
        (_, count) =>
          encodePost(
            `${bareUrl}/token`,
            JSON.stringify({ roomName, who: `${round}-${asker}-${count}` }),
          ),
      )
    );
    return run(bareUrl, requests);
  };
  return await inTurns(rounds, ours, theirs);
}

/** A guest with a seat. */
export interface Seated {
  readonly roomName: string;
  readonly sessionToken: string;
  readonly participantId: string;
  /** A token for LiveKit, and where that is. */
  readonly token: string;
  readonly url: string;
}

/** A guest's session and first token, by the public API. */
export async function openSeat(
  appUrl: string,
  roomName: string,
  participantName: string,
): Promise<Seated> {
  const sessionToken = await openSession(appUrl, roomName, participantName);
  const asked = { roomName, sessionToken };
  const answer = await (await post(`${appUrl}/api/livekit/token`, asked)).json();
  const { token, url, participantId } = tokenAnswerSchema.parse(answer);
  return { roomName, sessionToken, participantId, token, url };
}

/** A guest's session; answers its token. */
export async function openSession(
  appUrl: string,
  roomName: string,
  participantName: string,
): Promise<string> {
  const who = { roomName, participantName, delivery: "body" };
  const session = await (await post(`${appUrl}/api/guest-sessions`, who)).json();
  return guestSessionAnswerSchema.parse(session).sessionToken ?? "";
}

/** A JSON body, posted. */
export function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** The medians over the rounds: requests a second, and the slowest hundredth. */
export function medians(results: readonly LoadResult[]): { perSecond: number; p99: number } {
  return {
    perSecond: median(results.map(({ perSecond }) => perSecond)),
    p99: median(results.map(({ p99 }) => p99)),
  };
}
