/**
 * A visit to LiveKit as a browser makes it, by WebSocket, up to the media ports that it offers: without a microphone, and
 * without a WebRTC stack. It shows what only a participant is told: version, ICE servers, candidates.
 */
import {
  type ICEServer,
  SessionDescription,
  SignalRequest,
  SignalResponse,
} from "@livekit/protocol";
import type { IceCredentials } from "./stun.ts";

/** A media port that LiveKit offers. */
export interface MediaPort {
  readonly protocol: "udp" | "tcp";
  readonly host: string;
  readonly port: number;
}

/** What a participant is told. */
export interface SignalVisit extends Disposable {
  readonly version: string;
  readonly roomSid: string;
  readonly iceServers: readonly ICEServer[];
  /** Media ports, and the credentials that they answer to while the visit lasts; `null` where none came in time. */
  readonly media: { readonly ports: readonly MediaPort[]; readonly ice: IceCredentials } | null;
}

/** The doctor could not join by the signal WebSocket. The message is the HTTP answer in place of the upgrade, or says that none came. */
export class SignalVisitError extends Error {
  override readonly name = "SignalVisitError";
}

const joinMs = 5_000;

/** LiveKit sends its candidates within this time of the answer. */
const candidatesMs = 1_500;

/** The last protocol with two peer connections, in which LiveKit itself offers first. */
const signalProtocol = 15;

/** Joins the token's room. The participant leaves when the visit is disposed. @throws SignalVisitError */
export async function visitAsParticipant(url: string, token: string): Promise<SignalVisit> {
  const address = new URL(`${url}/rtc`);
  address.search = new URLSearchParams({
    access_token: token,
    protocol: String(signalProtocol),
    auto_subscribe: "1",
    sdk: "js",
    version: "2.0.0",
  }).toString();
  const socket = new WebSocket(address);
  socket.binaryType = "arraybuffer";
  const joined = Promise.withResolvers<{ version: string; sid: string; ice: ICEServer[] }>();
  const offered = Promise.withResolvers<string>();
  const candidates: string[] = [];
  socket.onmessage = ({ data }) => {
    const { message } = SignalResponse.fromBinary(new Uint8Array(data), {
      readUnknownFields: true,
    });
    if (message.case === "join") {
      const { serverInfo, serverVersion, room, iceServers } = message.value;
      const version = serverInfo?.version || serverVersion;
      joined.resolve({ version, sid: room?.sid ?? "", ice: iceServers });
    } else if (message.case === "offer") offered.resolve(message.value.sdp);
    else if (message.case === "trickle") candidates.push(message.value.candidateInit);
  };
  const failed = (reason: string) => joined.reject(new SignalVisitError(reason));
  socket.onerror = (event) => failed(event instanceof ErrorEvent ? event.message : "no socket");
  socket.onclose = () => failed("the socket was closed");
  const late = setTimeout(() => failed("no answer in time"), joinMs);
  try {
    const { version, sid, ice: iceServers } = await joined.promise;
    const sdp = await Promise.race([offered.promise, after(candidatesMs).then(() => null)]);
    const ice = sdp === null ? null : acceptOffer(socket, sdp);
    if (ice !== null) await after(candidatesMs);
    const ports = candidates.flatMap((candidate) => portOf(candidate) ?? []);
    return {
      version,
      roomSid: sid,
      iceServers,
      media: ice !== null && ports.length > 0 ? { ports, ice } : null,
      [Symbol.dispose]: () => socket.close(),
    };
  } catch (error) {
    socket.close();
    throw error;
  } finally {
    clearTimeout(late);
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Answers LiveKit's offer, so that its ports answer us. No media follows: the fingerprint is of no key. */
function acceptOffer(socket: WebSocket, offer: string): IceCredentials | null {
  const [, remoteFragment] = /^a=ice-ufrag:(\S+)/m.exec(offer) ?? [];
  const [, remotePassword] = /^a=ice-pwd:(\S+)/m.exec(offer) ?? [];
  if (!remoteFragment || !remotePassword) return null;
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes)).toHex();
  const localFragment = random(4);
  const [, mid = "0"] = /^a=mid:(\S+)/m.exec(offer) ?? [];
  const fingerprint = random(32).toUpperCase().match(/../g)?.join(":");
  const sdp = [
    ...["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", `a=group:BUNDLE ${mid}`],
    ...["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", `a=mid:${mid}`],
    ...[`a=ice-ufrag:${localFragment}`, `a=ice-pwd:${random(16)}`, "a=ice-options:trickle"],
    ...[`a=fingerprint:sha-256 ${fingerprint}`, "a=setup:active", "a=sctp-port:5000", ""],
  ].join("\r\n");
  const value = new SessionDescription({ type: "answer", sdp });
  const request = new SignalRequest({ message: { case: "answer", value } });
  socket.send(new Uint8Array(request.toBinary()));
  return { remoteFragment, remotePassword, localFragment };
}

/** `candidate:1 1 udp 2130706431 203.0.113.5 7882 typ host`, in JSON. */
function portOf(candidateInit: string): MediaPort | null {
  const { candidate } = JSON.parse(candidateInit) as { candidate?: string };
  const [, , protocol, , host, port] = candidate?.split(" ") ?? [];
  const name = protocol?.toLowerCase();
  if (!host || (name !== "udp" && name !== "tcp")) return null;
  return { protocol: name, host, port: Number(port) };
}
