/** The fake and the real LiveKit server, made to do the deeds of a trace and to show what can be seen. */
import { AccessToken, RoomServiceClient, ServerError } from "livekit-server-sdk";
import { z } from "zod";
import { attribute } from "../../lib/contract/participant.ts";
import { startLiveKit } from "../../toolchain/livekit.ts";
import { joinAsParticipant, type RtcParticipant } from "../../toolchain/rtc_participant.ts";
import { type FakeConnection, FakeLiveKit, silenceMs } from "./fake_livekit.ts";
import type { LiveKitDeed, LiveKitSight } from "./livekit_traces.ts";
import { Timeline } from "./timeline.ts";

/** A server that deeds are done to, in a room of its own. */
export interface LiveKitSubject extends AsyncDisposable {
  /** What can be seen afterwards; `expected` is what to wait for where seeing takes its time. */
  perform(deed: LiveKitDeed, isSeen: (sight: LiveKitSight) => boolean): Promise<LiveKitSight>;
}

const roomName = "space-truth";

/** Names connections by the order in which their sids are first seen. */
class Names {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  of(sid: string, identity: string): string {
    const known = this.#names.get(sid);
    if (known) return known;
    const count = (this.#counts.get(identity) ?? 0) + 1;
    this.#counts.set(identity, count);
    const name = `${identity}~${count}`;
    this.#names.set(sid, name);
    return name;
  }
}

const words = {
  "left": "left",
  "duplicate-identity": "DUPLICATE_IDENTITY",
  "removed": "PARTICIPANT_REMOVED",
  "timed-out": "dead",
  "server-gone": "connected",
} as const;

export function fakeSubject(): LiveKitSubject {
  const timeline = new Timeline(Date.UTC(2026, 10, 23));
  const names = new Names();
  const clients: Record<string, string> = {};
  const connections = new Map<string, FakeConnection>();
  let events: string[] = [];
  const livekit = new FakeLiveKit({
    timeline,
    tell: ({ event, connection }) => {
      if (connection) events.push(`${event} ${names.of(connection.sid, connection.identity)}`);
    },
  });
  const join = (client: string, identity: string) => {
    const connection = livekit.join({
      roomName,
      identity,
      name: "",
      attributes: {},
      publishSources: [],
      activeAfterMs: 20,
      onActive: () => clients[client] = "connected",
      onGone(reason) {
        clients[client] = words[reason];
        if (reason === "server-gone") timeline.after(700, () => join(client, identity));
      },
    });
    if (connection) connections.set(client, connection);
  };
  const act = (deed: LiveKitDeed): LiveKitSight["answer"] => {
    switch (deed.do) {
      case "join":
        join(deed.client, deed.identity);
        return;
      case "open-copy": {
        const identity = `${deed.identity}#x`;
        const nobody = {
          name: "",
          attributes: {},
          publishSources: [],
          onActive: () => {},
          onGone: () => {},
        };
        livekit.join({ ...nobody, roomName, identity, activeAfterMs: null });
        return;
      }
      case "leave":
        return livekit.leave(connectionOf(deed.client)), undefined;
      case "die": {
        const connection = connectionOf(deed.client);
        timeline.after(silenceMs, () => livekit.timeOut(connection));
        return;
      }
      case "remove":
        return livekit.remove(roomName, deed.identity) ? "removed" : "not_found";
      case "make-listener": {
        const isThere = livekit.update(roomName, deed.identity, {
          attributes: { [attribute.role]: "listener" },
          publishSources: [],
        });
        const told = livekit.list(roomName).find(({ identity }) => identity === deed.identity);
        return isThere && told
          ? rightsOf(told.attributes, told.publishSources.length > 0)
          : "not_found";
      }
      case "restart":
        livekit.crash();
        livekit.restart();
        return;
    }
  };
  const connectionOf = (client: string) => {
    const connection = connections.get(client);
    if (!connection) throw new Error(`No client "${client}"`);
    return connection;
  };
  return {
    async perform(deed) {
      const answer = act(deed);
      await timeline.advance(deed.do === "die" ? silenceMs + 100 : 1_000);
      const inside = livekit.list(roomName).toSorted((a, b) => a.joinedAtMs - b.joinedAtMs)
        .map(({ sid, identity, isActive }) => names.of(sid, identity) + (isActive ? "" : "?"));
      const sight = { inside, events, clients: { ...clients }, ...(answer && { answer }) };
      events = [];
      return sight;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const eventSchema = z.object({
  event: z.string(),
  participant: z.object({ sid: z.string(), identity: z.string() }).optional(),
});

/** LiveKit's number for a participant with media. */
const active = 2;

export async function realSubject(): Promise<LiveKitSubject> {
  const names = new Names();
  let events: string[] = [];
  let seen = Promise.withResolvers<void>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { event, participant } = eventSchema.parse(await request.json());
    if (participant?.sid && event.startsWith("participant_")) {
      events.push(`${event} ${names.of(participant.sid, participant.identity)}`);
      seen.resolve();
    }
    return new Response();
  });
  const livekit = await startLiveKit({ webhookUrls: [`http://127.0.0.1:${server.addr.port}/`] });
  const { url, apiUrl, apiKey, apiSecret } = livekit;
  const api = new RoomServiceClient(apiUrl, apiKey, apiSecret);
  const clients = new Map<string, RtcParticipant>();
  const over = new Map<string, string>();
  const sockets: WebSocket[] = [];
  const tokenOf = (identity: string) => {
    const token = new AccessToken(apiKey, apiSecret, { identity });
    token.addGrant({ roomJoin: true, room: roomName });
    return token.toJwt();
  };
  const clientOf = (name: string) => {
    const client = clients.get(name);
    if (!client) throw new Error(`No client "${name}"`);
    return client;
  };
  const act = async (deed: LiveKitDeed): Promise<LiveKitSight["answer"]> => {
    switch (deed.do) {
      case "join": {
        const options = {
          url,
          token: await tokenOf(deed.identity),
          hasTone: false,
          hasPicture: false,
        };
        clients.set(deed.client, await joinAsParticipant(options));
        return;
      }
      case "open-copy": {
        const token = await tokenOf(deed.identity);
        sockets.push(await openSocket(`${url}/rtc?access_token=${token}&publish=x&protocol=15`));
        return;
      }
      case "leave":
        over.set(deed.client, "left");
        return await clientOf(deed.client).leave(), undefined;
      case "die":
        over.set(deed.client, "dead");
        return await clientOf(deed.client).kill(), undefined;
      case "remove":
        return await remove(api, deed.identity);
      case "make-listener":
        return await makeListener(api, deed.identity);
      case "restart":
        await livekit.kill();
        return await livekit.restart(), undefined;
    }
  };
  const look = async (answer: LiveKitSight["answer"]): Promise<LiveKitSight> => {
    const inside = (await participantsOf(api))
      .toSorted((a, b) => Number(a.joinedAtMs - b.joinedAtMs))
      .map(({ sid, identity, state }) => names.of(sid, identity) + (state === active ? "" : "?"));
    const told = [...clients].map(([name, { snapshot }]) => {
      const isOut = snapshot.state === "disconnected";
      return [name, over.get(name) ?? (isOut ? snapshot.reason : snapshot.state)];
    });
    return {
      inside,
      events: [...events],
      clients: Object.fromEntries(told),
      ...(answer && { answer }),
    };
  };
  return {
    async perform(deed, isSeen) {
      const answer = await act(deed);
      const giveUpAt = performance.now() + 30_000;
      for (;;) {
        seen = Promise.withResolvers();
        const sight = await look(answer);
        if (isSeen(sight) || performance.now() > giveUpAt) {
          events = [];
          return sight;
        }
        // Not every change is told: looked at again when an event comes, or soon.
        const soon = setTimeout(seen.resolve, 100);
        await seen.promise;
        clearTimeout(soon);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.close();
      await Promise.all([...clients.values()].map((client) => client.kill()));
      await livekit.stop();
      await server.shutdown();
    },
  };
}

async function participantsOf(api: RoomServiceClient) {
  try {
    return await api.listParticipants(roomName);
  } catch (error) {
    if (error instanceof ServerError && error.code === "not_found") return [];
    throw error;
  }
}

async function remove(api: RoomServiceClient, identity: string): Promise<"removed" | "not_found"> {
  try {
    await api.removeParticipant(roomName, identity);
    return "removed";
  } catch (error) {
    if (error instanceof ServerError && error.code === "not_found") return "not_found";
    throw error;
  }
}

async function makeListener(
  api: RoomServiceClient,
  identity: string,
): Promise<LiveKitSight["answer"]> {
  try {
    await api.updateParticipant(roomName, identity, {
      attributes: { [attribute.role]: "listener" },
      permission: { canSubscribe: true, canPublish: false, canPublishData: true },
    });
  } catch (error) {
    if (error instanceof ServerError && error.code === "not_found") return "not_found";
    throw error;
  }
  const told = (await participantsOf(api)).find((one) => one.identity === identity);
  return told && rightsOf(told.attributes, told.permission?.canPublish ?? true);
}

/** `undefined` where they are not what a listener's are. */
function rightsOf(
  attributes: Readonly<Record<string, string>>,
  mayPublish: boolean,
): LiveKitSight["answer"] {
  const isListener = attributes[attribute.role] === "listener" && !mayPublish;
  return isListener ? "listener, may publish nothing" : undefined;
}

/** Open, and told to be in: the server's first message. */
function openSocket(url: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.onmessage = () => resolve(socket);
    socket.onerror = () => reject(new Error("The signalling socket was refused"));
  });
}
