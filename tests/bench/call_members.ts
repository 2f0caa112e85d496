/**
 * A few participants of a large call in one process: small pictures, and a tone that comes and goes. Commands come by standard
 * input, what happened goes out, a JSON line each. Started by call_bench.ts.
 */
import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  LocalVideoTrack,
  Room,
  RoomEvent,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
} from "@livekit/rtc-node";
import { paintPicture, pictureStyles } from "../../toolchain/rtc/picture.ts";
import { chatNoticeSchema, chatTopic } from "../../lib/contract/chat.ts";
import {
  type MemberCommand,
  memberCommandSchema,
  memberLinePrefix,
  type MemberNews,
} from "./call_protocol.ts";

type JoinCommand = Extract<MemberCommand, { do: "join" }>;

const width = 160;
const height = 90;
const framesPerSecond = 5;
const samplesPerSecond = 48_000;
const loud = new Set<number>();

function tell(news: MemberNews): void {
  console.log(memberLinePrefix + JSON.stringify(news));
}

async function join({ id, url, token, sends, speaks }: JoinCommand): Promise<void> {
  const room = await entered(id, url, token);
  if (speaks) await sendTone(room, id);
  if (sends) await sendPicture(room, id);
  tell({ id });
}

/** A busy machine may take longer than the SDK waits: then once more. */
async function entered(id: number, url: string, token: string, tries = 4): Promise<Room> {
  const room = new Room();
  room.on(RoomEvent.DataReceived, (bytes, _from, _kind, topic) => {
    if (topic !== chatTopic) return;
    const at = performance.timeOrigin + performance.now();
    const notice = chatNoticeSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    if (notice.type === "entry") tell({ id, seq: notice.entry.seq, at });
  });
  try {
    await room.connect(url, token, { autoSubscribe: false, dynacast: false });
    return room;
  } catch (error) {
    if (tries <= 1) throw error;
    return await entered(id, url, token, tries - 1);
  }
}

async function sendPicture(room: Room, id: number): Promise<void> {
  const source = new VideoSource(width, height);
  const track = LocalVideoTrack.createVideoTrack("camera", source);
  const pixels = new Uint8Array(width * height * 4);
  const style = pictureStyles[id % pictureStyles.length];
  setInterval(() => {
    paintPicture(pixels, width, height, performance.now() / 1000, style);
    source.captureFrame(new VideoFrame(pixels, width, height, VideoBufferType.RGBA));
  }, 1000 / framesPerSecond);
  const options = { source: TrackSource.SOURCE_CAMERA, simulcast: false };
  await room.localParticipant?.publishTrack(track, new TrackPublishOptions(options));
}

/** Silence, but while `id` is loud. */
async function sendTone(room: Room, id: number): Promise<void> {
  const source = new AudioSource(samplesPerSecond, 1);
  const track = LocalAudioTrack.createAudioTrack("microphone", source);
  const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
  await room.localParticipant?.publishTrack(track, options);
  const perFrame = samplesPerSecond / 100;
  const play = async () => {
    for (let sample = 0;; sample += perFrame) {
      const peak = loud.has(id) ? 9000 : 0;
      const samples = new Int16Array(perFrame);
      for (let i = 0; i < perFrame; i++) {
        samples[i] = peak * Math.sin(2 * Math.PI * 440 * (sample + i) / samplesPerSecond);
      }
      await source.captureFrame(new AudioFrame(samples, samplesPerSecond, 1, perFrame));
    }
  };
  play().catch(() => {});
}

const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
let rest = "";
for await (const text of lines) {
  const parts = (rest + text).split("\n");
  rest = parts.pop() ?? "";
  for (const part of parts) {
    const command = memberCommandSchema.parse(JSON.parse(part));
    const { id } = command;
    if (command.do === "join") {
      join(command)
        .catch((error) => tell({ id, error: String(error) }));
    } else if (command.isLoud) loud.add(id);
    else loud.delete(id);
  }
}
Deno.exit(0);
