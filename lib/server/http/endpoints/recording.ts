/** `PUT /api/spaces/:slug/recording` */
import { recordingRequestSchema } from "../../../contract/space.ts";
import { setOwnRecording } from "../../spaces/recording.ts";
import { parseBody, readJson } from "../kit/body.ts";
import type { Endpoint } from "../kit/endpoint.ts";
import { inSpace, noContent } from "../kit/in_space.ts";

/** Says that a moderator who is inside records the call, or no longer does: `204`. */
export function putRecording(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const { isRecording } = parseBody(recordingRequestSchema, await readJson(request));
    await setOwnRecording(services, where, isRecording);
    return noContent();
  });
}
