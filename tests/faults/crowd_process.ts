/**
 * Many LiveKit participants without media in one process, since fifty processes would measure the machine and not
 * the server. A participant that is frozen or killed needs its own process: toolchain/rtc_participant.ts. Started by crowd.ts.
 */
import { DisconnectReason, dispose, Room, RoomEvent } from "@livekit/rtc-node";
import {
  type CrowdCommand,
  crowdCommandSchema,
  crowdLinePrefix,
  type MemberSnapshot,
} from "./crowd_protocol.ts";

const rooms = new Map<number, Room>();

function tell(snapshot: MemberSnapshot): void {
  const line = new TextEncoder().encode(`${crowdLinePrefix}${JSON.stringify(snapshot)}\n`);
  try {
    for (let at = 0; at < line.length;) at += Deno.stdout.writeSync(line.subarray(at));
  } catch {
    // The pipe is closed when the starter died.
    Deno.exit(1);
  }
}

const now = () => performance.timeOrigin + performance.now();

async function join({ id, url, token }: Extract<CrowdCommand, { do: "join" }>): Promise<void> {
  const room = new Room();
  rooms.set(id, room);
  const beganAt = now();
  let reconnects = 0;
  const become = (state: MemberSnapshot["state"], reason: string | null = null) =>
    tell({
      ...{ id, state, reason, reconnects, beganAt, changedAt: now() },
      identity: room.localParticipant?.identity ?? "",
      sid: room.localParticipant?.sid ?? "",
      token: room.token ?? token,
    });
  let state: MemberSnapshot["state"] = "connecting";
  room
    .on(RoomEvent.Reconnecting, () => {
      reconnects++;
      become(state = "reconnecting");
    })
    .on(RoomEvent.Reconnected, () => become(state = "connected"))
    .on(RoomEvent.TokenRefreshed, () => become(state))
    .on(RoomEvent.Disconnected, (why) => become(state = "disconnected", DisconnectReason[why]));
  become(state);
  try {
    await room.connect(url, token, { autoSubscribe: true, dynacast: false });
    // It may have been evicted already, before it learned that it was in.
    if (state === "connecting") become(state = "connected");
  } catch (error) {
    become(state = "failed", error instanceof Error ? error.message : String(error));
  }
}

async function leave(id: number): Promise<void> {
  await rooms.get(id)?.disconnect();
  rooms.delete(id);
}

const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
let rest = "";
for await (const text of lines) {
  const parts = (rest + text).split("\n");
  rest = parts.pop() ?? "";
  for (const part of parts) {
    const command = crowdCommandSchema.parse(JSON.parse(part));
    if (command.do === "join") join(command);
    else leave(command.id).catch(() => {});
  }
}
await Promise.all([...rooms.keys()].map((id) => leave(id).catch(() => {})));
await dispose();
Deno.exit(0);
