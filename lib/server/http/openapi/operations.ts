/**
 * What each endpoint takes and answers, by the schemas that the endpoints themselves use. A test walks the routes and fails
 * for an endpoint without a row; hence its length.
 */
import { z } from "zod";
import * as mini from "zod/mini";
import * as account from "../../../contract/account.ts";
import * as admin from "../../../contract/admin.ts";
import { connectionTestSchema } from "../../../contract/connection_test.ts";
import * as chat from "../../../contract/chat.ts";
import * as departure from "../../../contract/departure.ts";
import * as guest from "../../../contract/guest_session.ts";
import { presenceSchema } from "../../../contract/presence.ts";
import * as space from "../../../contract/space.ts";
import * as token from "../../../contract/token.ts";
import { doctorAnswerSchema } from "../../../contract/doctor.ts";
import type { EndpointName } from "../kit/endpoint_limits.ts";

/** A schema of zod or of zod/mini. */
type Schema = z.core.$ZodType;

/** The caller that an operation is for. `anybody` also with a session, which may see more. */
export type Caller =
  | "anybody"
  | "guest"
  | "account"
  | "session"
  | "moderator"
  | "livekit"
  | "operator";

/** One endpoint. */
export interface Operation {
  readonly caller: Caller;
  /** One line for developers. */
  readonly summary: string;
  /** Several: one of them. */
  readonly body?: Schema | readonly Schema[];
  /** Parameters of the query, with what they mean. */
  readonly query?: Readonly<Record<string, string>>;
  /** By status; `null`: no content. */
  readonly answers: Readonly<Record<number, Schema | null>>;
}

/** Every endpoint under `/api`, in the order of docs/http.md. */
export const operations: Readonly<Record<EndpointName, Operation>> = {
  "POST /api/guest-sessions": {
    caller: "anybody",
    summary: "Begins a guest session, or admits the one of the request to one more space",
    body: guest.guestSessionRequestSchema,
    answers: { 201: guest.guestSessionAnswerSchema },
  },
  "GET /api/guest-sessions/me": {
    caller: "guest",
    summary: "The request's own guest session",
    answers: { 200: guest.ownGuestSessionSchema },
  },
  "DELETE /api/guest-sessions/me": {
    caller: "guest",
    summary: "Ends the request's own guest session",
    answers: { 204: null },
  },
  "POST /api/livekit/token": {
    caller: "session",
    summary: "A LiveKit token; in LiveKit's own form for `TokenSource.endpoint` of any SDK",
    body: [token.tokenRequestSchema, token.standardTokenRequestSchema],
    answers: { 200: token.tokenAnswerSchema, 201: token.standardTokenAnswerSchema },
  },
  "POST /api/livekit/departure": {
    caller: "anybody",
    summary: "Why the holder of a LiveKit token was disconnected",
    body: departure.departureRequestSchema,
    answers: { 200: departure.departureAnswerSchema },
  },
  "POST /api/livekit/leave": {
    caller: "anybody",
    summary: "Removes the participant of a LiveKit token, for a page that is being left",
    body: departure.leaveRequestSchema,
    answers: { 204: null },
  },
  "POST /api/livekit/test": {
    caller: "anybody",
    summary: "A LiveKit token for a connection test, in a room of its own",
    answers: { 201: connectionTestSchema },
  },
  "POST /api/livekit/webhook": {
    caller: "livekit",
    summary: "LiveKit's signed events, as application/webhook+json",
    answers: { 200: null },
  },
  "GET /api/spaces": {
    caller: "session",
    summary: "The slugs of the spaces that the principal owns",
    answers: { 200: space.ownSpacesSchema },
  },
  "POST /api/spaces": {
    caller: "account",
    summary: "Makes a space",
    body: space.spaceRequestSchema,
    answers: { 201: space.spaceAnswerSchema },
  },
  "GET /api/spaces/:slug": {
    caller: "anybody",
    summary: "A space as the principal sees it",
    answers: { 200: space.spaceAnswerSchema },
  },
  "PATCH /api/spaces/:slug": {
    caller: "moderator",
    summary: "Changes a space's settings",
    body: space.spaceChangeSchema,
    answers: { 200: space.spaceAnswerSchema },
  },
  "DELETE /api/spaces/:slug": {
    caller: "moderator",
    summary: "Deletes a space; its owner alone",
    answers: { 204: null },
  },
  "GET /api/spaces/:slug/presence": {
    caller: "anybody",
    summary: "Who is inside; as text/event-stream each change of it",
    answers: { 200: presenceSchema },
  },
  "GET /api/spaces/:slug/people": {
    caller: "moderator",
    summary: "People with a membership, and those inside",
    answers: { 200: space.spacePeopleSchema },
  },
  "PUT /api/spaces/:slug/people/:id": {
    caller: "moderator",
    summary: "Gives or takes a role, an admission, a ban",
    body: space.membershipChangeSchema,
    answers: { 204: null },
  },
  "POST /api/spaces/:slug/moderation": {
    caller: "moderator",
    summary: "Mutes, stops a shared screen, lowers a hand, removes, bans, ends the call",
    body: space.moderationRequestSchema,
    answers: { 204: null },
  },
  "PUT /api/spaces/:slug/hand": {
    caller: "session",
    summary: "Raises or lowers one's own hand",
    body: space.handRequestSchema,
    answers: { 204: null },
  },
  "PUT /api/spaces/:slug/recording": {
    caller: "moderator",
    summary:
      "Says, before the first byte, that one records the call on one's own machine, and that it is over",
    body: space.recordingRequestSchema,
    answers: { 204: null },
  },
  "GET /api/spaces/:slug/knocks": {
    caller: "moderator",
    summary: "The waiting room",
    answers: { 200: space.knocksSchema },
  },
  "POST /api/spaces/:slug/knocks/:id": {
    caller: "moderator",
    summary: "Admits or refuses a person who knocks",
    body: space.knockDecisionSchema,
    answers: { 204: null },
  },
  "DELETE /api/spaces/:slug/knocks/me": {
    caller: "session",
    summary: "Takes the principal's own knock back",
    query: { waitId: "of the token requests that are taken back, also those that arrive later" },
    answers: { 204: null },
  },
  "GET /api/spaces/:slug/links": {
    caller: "moderator",
    summary: "Invitations for guests",
    answers: { 200: space.guestLinksSchema },
  },
  "POST /api/spaces/:slug/links": {
    caller: "moderator",
    summary: "Makes an invitation; its address is shown once",
    body: space.linkRequestSchema,
    answers: { 201: space.createdLinkSchema },
  },
  "DELETE /api/spaces/:slug/links/:id": {
    caller: "moderator",
    summary: "Revokes an invitation",
    answers: { 204: null },
  },
  "POST /api/spaces/:slug/links/exchange": {
    caller: "session",
    summary: "Takes an invitation",
    body: space.linkExchangeSchema,
    answers: { 200: space.linkExchangeAnswerSchema },
  },
  "GET /api/spaces/:slug/messages": {
    caller: "session",
    summary: "The chat, the newest entries or those after or before a number",
    query: {
      chatId: "the chat that the numbers are of",
      after: "entries with a greater number",
      before: "entries with a smaller number",
    },
    answers: { 200: chat.chatPageSchema },
  },
  "POST /api/spaces/:slug/messages": {
    caller: "session",
    summary: "Writes a message",
    body: chat.messageRequestSchema,
    answers: { 201: chat.postedMessageSchema },
  },
  "DELETE /api/spaces/:slug/messages/:id": {
    caller: "session",
    summary: "Deletes a message",
    answers: { 204: null },
  },
  "GET /api/spaces/:slug/log": {
    caller: "moderator",
    summary: "What happened in a space, the newest first",
    query: { before: "the `next` of an earlier page" },
    answers: { 200: space.logPageSchema },
  },
  "POST /api/passkeys/registration/options": {
    caller: "anybody",
    summary: "WebAuthn's options for a new passkey, of a new account or of the signed-in one",
    body: account.registrationStartSchema,
    answers: { 200: account.registrationOptionsSchema },
  },
  "POST /api/passkeys/registration": {
    caller: "anybody",
    summary: "Stores a new passkey",
    body: account.registrationSchema,
    answers: { 201: mini.union([account.signedInSchema, account.accountSchema]) },
  },
  "POST /api/passkeys/authentication/options": {
    caller: "anybody",
    summary: "WebAuthn's options for signing in",
    answers: { 200: account.authenticationOptionsSchema },
  },
  "POST /api/passkeys/authentication": {
    caller: "anybody",
    summary: "Signs in by a passkey",
    body: account.authenticationSchema,
    answers: { 201: account.signedInSchema },
  },
  "POST /api/recovery": {
    caller: "anybody",
    summary: "Signs in by a recovery code",
    body: account.recoverySchema,
    answers: { 201: account.signedInSchema },
  },
  "GET /api/account": {
    caller: "account",
    summary: "The account",
    answers: { 200: account.accountSchema },
  },
  "PATCH /api/account": {
    caller: "account",
    summary: "Renames the account",
    body: account.accountChangeSchema,
    answers: { 200: account.accountSchema },
  },
  "DELETE /api/account": {
    caller: "account",
    summary: "Deletes the account",
    answers: { 204: null },
  },
  "PATCH /api/passkeys/:id": {
    caller: "account",
    summary: "Renames a passkey",
    body: account.passkeyChangeSchema,
    answers: { 200: account.accountSchema },
  },
  "DELETE /api/passkeys/:id": {
    caller: "account",
    summary: "Deletes a passkey",
    answers: { 200: account.accountSchema },
  },
  "POST /api/recovery-codes": {
    caller: "account",
    summary: "Ten new recovery codes, shown once",
    answers: { 201: account.recoveryCodesSchema },
  },
  "GET /api/user-sessions": {
    caller: "account",
    summary: "The account's sessions",
    answers: { 200: account.userSessionsSchema },
  },
  "DELETE /api/user-sessions/:id": {
    caller: "account",
    summary: "Ends a session; `me` is the request's own",
    answers: { 204: null },
  },
  "GET /api/health": {
    caller: "anybody",
    summary: "The process runs; 503 once it is about to end",
    answers: {
      200: z.object({ status: z.literal("ok") }),
      503: z.object({ status: z.literal("draining") }),
    },
  },
  "GET /api/ready": {
    caller: "anybody",
    summary: "LiveKit and storage answer; 503 with the same body unless both do",
    answers: (() => {
      const readiness = z.object({
        livekit: z.boolean(),
        storage: z.boolean(),
        warnings: z.array(z.string()),
      });
      return { 200: readiness, 503: readiness };
    })(),
  },
  "GET /api/doctor": {
    caller: "operator",
    summary: "What the server sees of the request, for `deno task doctor`",
    query: { room: "a room whose event is waited for" },
    answers: { 200: doctorAnswerSchema },
  },
  "GET /api/docs": {
    caller: "anybody",
    summary: "This description as a page",
    answers: { 200: null },
  },
  "GET /api/openapi.json": {
    caller: "anybody",
    summary: "This description",
    answers: { 200: z.looseObject({ openapi: z.string() }) },
  },
  "GET /api/admin/installation": {
    caller: "operator",
    summary: "The installation and its keys, without any secret",
    answers: { 200: admin.adminInstallationSchema },
  },
  "GET /api/admin/spaces": {
    caller: "operator",
    summary: "Spaces with an owner",
    query: { find: "a part of the slug" },
    answers: { 200: admin.adminSpacesSchema },
  },
  "POST /api/admin/spaces/:slug/closing": {
    caller: "operator",
    summary: "Ends the call for everybody",
    answers: { 204: null },
  },
  "DELETE /api/admin/spaces/:slug": {
    caller: "operator",
    summary: "Deletes a space",
    answers: { 204: null },
  },
  "GET /api/admin/people": {
    caller: "operator",
    summary: "Accounts",
    query: { find: "a part of the name, or an id" },
    answers: { 200: admin.adminPeopleSchema },
  },
  "DELETE /api/admin/people/:id": {
    caller: "operator",
    summary: "Deletes an account that owns no space",
    answers: { 204: null },
  },
  "DELETE /api/admin/people/:id/sessions": {
    caller: "operator",
    summary: "Ends every session of an account",
    answers: { 204: null },
  },
  "POST /api/admin/people/:id/recovery-codes": {
    caller: "operator",
    summary: "Ten new recovery codes for an account",
    answers: { 201: account.recoveryCodesSchema },
  },
};
