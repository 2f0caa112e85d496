/** `GET` and `POST /api/spaces/:slug/messages`, `DELETE /api/spaces/:slug/messages/:id`: the chat of a space. */
import * as z from "zod/mini";
import { messageRequestSchema } from "../../../contract/chat.ts";
import { deleteMessage } from "../../chat/delete_message.ts";
import { postMessage } from "../../chat/post_message.ts";
import { readMessages } from "../../chat/read_messages.ts";
import { parseBody, readJson } from "../kit/body.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { inSpace, noContent } from "../kit/in_space.ts";

/** A number of an entry, as text. */
const seqSchema = z.optional(
  z.pipe(
    z.string().check(z.regex(/^(0|[1-9][0-9]{0,14})$/, "the number of an entry")),
    z.transform(Number),
  ),
);

const rangeSchema = z.strictObject({
  chatId: z.optional(z.string().check(z.maxLength(64))),
  after: seqSchema,
  before: seqSchema,
});

/** The newest entries, or those of a range, for a session that is inside. */
export function getMessages(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const asked = Object.fromEntries(new URL(request.url).searchParams);
    return jsonResponse(await readMessages(services, where, parseBody(rangeSchema, asked)));
  });
}

/** Writes a message: `201`, also for one that was written before by the same `clientId`. */
export function postOneMessage(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const body = parseBody(messageRequestSchema, await readJson(request));
    return jsonResponse(await postMessage(services, where, body), 201);
  });
}

/** Deletes a message: `204`, also for a deleted one. */
export function deleteOneMessage(typed: string, id: string): Endpoint {
  return inSpace(typed, async (where, _request, services) => {
    await deleteMessage(services, where, id);
    return noContent();
  });
}
