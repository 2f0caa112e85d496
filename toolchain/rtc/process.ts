/**
 * One LiveKit participant in a process of its own: it can be frozen and killed as a phone can, and
 * the SDK's native threads never meet the test runner's. Started by ../rtc_participant.ts.
 */
import { DisconnectReason, dispose, Room, RoomEvent, TrackSource } from "@livekit/rtc-node";
import * as z from "zod/mini";
import { commandSchema, linePrefix, type RtcSnapshot } from "./protocol.ts";
import { publishPicture, publishTone } from "./publish.ts";
import { type Heard, listen, unheard } from "./receive.ts";

const options = z.object({
  url: z.string(),
  token: z.string(),
  hasTone: z.boolean(),
  hasPicture: z.boolean(),
  pictureStyle: z.number(),
  mediaKey: z.optional(z.string()),
}).parse(JSON.parse(Deno.env.get("MADANG_PARTICIPANT") ?? ""));

const room = new Room();
/** By track sid. */
const heard = new Map<string, Heard>();
const messages: RtcSnapshot["messages"] = [];
let state: RtcSnapshot["state"] = "connecting";
let reason: string | null = null;
let reconnects = 0;
let isOver = false;

function snapshot(): RtcSnapshot {
  return {
    state,
    reason,
    identity: room.localParticipant?.identity ?? "",
    sid: room.localParticipant?.sid ?? "",
    reconnects,
    messages,
    others: [...room.remoteParticipants.values()].map((participant) => ({
      identity: participant.identity,
      sid: participant.sid ?? "",
      name: participant.name ?? "",
      attributes: participant.attributes,
      tracks: [...participant.trackPublications.values()].map((publication) => ({
        sid: publication.sid ?? "",
        source: nameOfSource(publication.source),
        isMuted: publication.muted ?? false,
        ...heard.get(publication.sid ?? "") ?? unheard,
      })),
    })),
  };
}

/** As livekit-client encrypts by a key of bytes; 1 is HKDF, and 1 is AES-GCM. */
function encryptionBy(mediaKey: string) {
  return {
    keyProviderOptions: {
      sharedKey: Uint8Array.from(atob(mediaKey), (char) => char.charCodeAt(0)),
      ratchetSalt: new TextEncoder().encode("LKFrameEncryptionKey"),
      ratchetWindowSize: 0,
      failureTolerance: -1,
      keyDerivationFunction: 1,
      keyRingSize: 16,
    },
    encryptionType: 1,
  };
}

function nameOfSource(source: TrackSource | undefined): string {
  return TrackSource[source ?? TrackSource.SOURCE_UNKNOWN].replace("SOURCE_", "").toLowerCase();
}

/** The pipe is closed when the starter died: then this process ends too. */
function tell(): void {
  const line = new TextEncoder().encode(`${linePrefix}${JSON.stringify(snapshot())}\n`);
  try {
    for (let at = 0; at < line.length;) at += Deno.stdout.writeSync(line.subarray(at));
  } catch {
    Deno.exit(1);
  }
}

function become(next: RtcSnapshot["state"], why: string | null = null): void {
  state = next;
  reason = why;
  tell();
}

async function end(): Promise<void> {
  if (isOver) return;
  isOver = true;
  await room.disconnect();
  tell();
  await dispose();
  Deno.exit(0);
}

room
  .on(RoomEvent.TrackSubscribed, (track, publication) => {
    if (publication.sid) heard.set(publication.sid, listen(track));
  })
  .on(RoomEvent.DataReceived, (bytes, from, _kind, topic) => {
    const text = new TextDecoder().decode(bytes);
    messages.push({ from: from?.identity ?? "", text, topic: topic ?? "" });
    tell();
  })
  .on(RoomEvent.Reconnecting, () => {
    reconnects++;
    become("reconnecting");
  })
  .on(RoomEvent.Reconnected, () => become("connected"))
  .on(RoomEvent.Disconnected, (why) => become("disconnected", DisconnectReason[why]))
  .on(RoomEvent.ParticipantConnected, tell)
  .on(RoomEvent.ParticipantDisconnected, tell);

setInterval(tell, 100);
try {
  await room.connect(options.url, options.token, {
    autoSubscribe: true,
    dynacast: true,
    ...options.mediaKey && { encryption: encryptionBy(options.mediaKey) },
  });
  if (options.hasTone) await publishTone(room);
  if (options.hasPicture) await publishPicture(room, options.pictureStyle);
  become("connected");
} catch (error) {
  become("failed", error instanceof Error ? error.message : String(error));
}

const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
let rest = "";
for await (const text of lines) {
  const parts = (rest + text).split("\n");
  rest = parts.pop() ?? "";
  for (const part of parts) {
    const command = commandSchema.parse(JSON.parse(part));
    if (command.do === "leave") await end();
    else if (command.do === "claim") {
      await room.localParticipant?.setAttributes(command.attributes).catch(() => {});
    } else if (command.do === "write") {
      await room.localParticipant?.sendText(command.text, {
        topic: command.topic,
        attributes: command.attributes,
      });
    } else {
      await room.localParticipant?.publishData(new TextEncoder().encode(command.text), {
        reliable: true,
        topic: command.topic,
      });
    }
  }
}
await end();
