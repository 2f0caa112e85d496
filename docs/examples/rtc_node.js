/** A program joins a space, by @livekit/rtc-node: deno run -A docs/examples/rtc_node.js <madang> <space> <name> */
import process from "node:process";
import { dispose, Room } from "@livekit/rtc-node";

const [madang, space, name] = process.argv.slice(2);
const roomName = `space-${space}`;

async function post(path, body, headers = {}) {
  const answer = await fetch(madang + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const read = await answer.json();
  if (!answer.ok) throw new Error(`${path}: ${read.code}`);
  return read;
}

const guest = { roomName, participantName: name, delivery: "body" };
const { sessionToken } = await post("/api/guest-sessions", guest);
const authorization = `Bearer ${sessionToken}`;
const token = await post("/api/livekit/token", { room_name: roomName }, { authorization });

const room = new Room();
await room.connect(token.server_url, token.participant_token, { autoSubscribe: true });
console.log(`${name} is in ${roomName} as ${room.localParticipant.identity}`);
await room.disconnect();
await dispose();
process.exit(0);
