/** `GET /api/doctor`: what the server sees of a request, for `deno task doctor`. */
import type { DoctorAnswer } from "../../../contract/doctor.ts";
import { AppError } from "../../base/app_error.ts";
import { version } from "../../config/version.ts";
import { doctorRoomPrefix, isDoctorToken } from "../../livekit/doctor_token.ts";
import { doctorRoomKey } from "../../rows/presence_rows.ts";
import { writeProbe } from "../../storage/deno_kv.ts";
import { bearerOf } from "../kit/credentials.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";

/**
 * The endpoint for a request from `peer`. Only a doctor with LiveKit's secret gets an answer.
 *
 * @throws AppError `unauthenticated`
 */
export function getDoctor(peer: string | null): Endpoint {
  return async (request, services, { caller }) => {
    const { config, installation, now, warnings } = services;
    const token = bearerOf(request);
    const isDoctor = token !== null && config.livekit !== null &&
      await isDoctorToken(config.livekit, token, now());
    if (!isDoctor) throw new AppError("unauthenticated", "Not a doctor's token");
    const roomName = new URL(request.url).searchParams.get("room") ?? "";
    const answer: DoctorAnswer = {
      madang: version,
      host: request.headers.get("host") ?? new URL(request.url).host,
      peer,
      forwardedFor: request.headers.get("x-forwarded-for"),
      forwardedProto: request.headers.get("x-forwarded-proto"),
      counted: caller?.address ?? null,
      installationId: await installation.id().catch(() => null),
      storageMs: await timeStorage(services),
      hasEvent: await hasEvent(services, roomName),
      warnings: warnings.details,
    };
    return jsonResponse(answer);
  };
}

/** Milliseconds of a write and of reading it back; `null` where one of them fails. */
async function timeStorage({ kv }: Parameters<Endpoint>[1]): Promise<number | null> {
  const began = performance.now();
  const written = kv.commit(writeProbe).then(() => kv.get(writeProbe.writes[0].key));
  return await written.then(() => performance.now() - began, () => null);
}

async function hasEvent({ kv }: Parameters<Endpoint>[1], roomName: string): Promise<boolean> {
  if (!isDoctorRoom(roomName)) return false;
  const row = await kv.get(doctorRoomKey(roomName)).catch(() => null);
  return row?.value !== null && row !== null;
}

/** True for a room that a doctor has made. */
export function isDoctorRoom(roomName: string | null): roomName is string {
  return roomName !== null && /^[\w-]{1,80}$/.test(roomName) &&
    roomName.startsWith(doctorRoomPrefix);
}
