/** Spaces: their rules, who has a standing in them, moderation, knocks, links and the log. `/api/spaces…` */
import * as z from "zod/mini";
import type { ErrorCode } from "./errors.ts";
import { slugSchema } from "./names.ts";
import { seatOfIdentity } from "./outside.ts";
import { personKindSchema, roleSchema } from "./participant.ts";
import { seatIdPattern } from "./seat_identity.ts";

/** Who may come in: everybody; who has a standing; who has one, or is let in by somebody inside. */
export const spacePolicySchema = z.enum(["open", "members", "knock"]);

export type SpacePolicy = z.infer<typeof spacePolicySchema>;

/** A track source as tokens spell it. */
export const publishSourceSchema = z.enum([
  "microphone",
  "camera",
  "screen_share",
  "screen_share_audio",
]);

export type PublishSource = z.infer<typeof publishSourceSchema>;

/** A role that can be given; a space has one owner, who is named once. */
export const givenRoleSchema = z.enum(["moderator", "speaker", "listener"]);

export type GivenRole = z.infer<typeof givenRoleSchema>;

/** The most people that a space can be made for. */
export const maxSpaceCapacity = 3_000;

const sourcesSchema = z.array(publishSourceSchema).check(
  z.maxLength(4),
  z.refine((sources) => new Set(sources).size === sources.length, "each source once"),
);

/** What each role may publish. An owner may publish everything. */
export const publishSourcesSchema = z.strictObject({
  moderator: sourcesSchema,
  speaker: sourcesSchema,
  listener: sourcesSchema,
});

export type PublishSources = z.infer<typeof publishSourcesSchema>;

const settings = {
  policy: spacePolicySchema,
  isLocked: z.boolean(),
  capacity: z.number().check(z.int(), z.minimum(1), z.maximum(maxSpaceCapacity)),
  defaultRole: z.enum(["speaker", "listener"]),
  publishSources: publishSourcesSchema,
};

/** Whether somebody may enter, or the error's code: for pages that tell these apart. Newer servers may have more. */
export type EntryCode = "allowed" | ErrorCode;

/** All that its owner and moderators decide about a space. */
export const spaceSettingsSchema = z.object(settings);

export type SpaceSettings = z.infer<typeof spaceSettingsSchema>;

/** `PATCH /api/spaces/:slug`: what is given changes, the rest stays. */
export const spaceChangeSchema = z.partial(z.strictObject(settings));

export type SpaceChange = z.infer<typeof spaceChangeSchema>;

/** `POST /api/spaces`: whoever asks, signed in, becomes its owner. What is not given is the server's default. */
export const spaceRequestSchema = z.extend(spaceChangeSchema, { slug: slugSchema });

export type SpaceRequest = z.infer<typeof spaceRequestSchema>;

/** `GET /api/spaces/:slug`, and the answer to `POST` and `PATCH`. */
export const spaceAnswerSchema = z.object({
  slug: z.string(),
  roomName: z.string(),
  /** False: an open space that nobody made; a signed-in person may, while nobody else is inside. */
  isOwned: z.boolean(),
  policy: spacePolicySchema,
  isLocked: z.boolean(),
  /** The asker's; `null` without a session, or where the asker may not enter. */
  role: z.nullable(roleSchema),
  /** What a token request would hear, but for a full space: `allowed`, or an error's code. */
  entry: z.custom<EntryCode>((entry) => typeof entry === "string"),
  mayModerate: z.boolean(),
  /** Only for those who may moderate. */
  settings: z.optional(spaceSettingsSchema),
});

export type SpaceAnswer = z.infer<typeof spaceAnswerSchema>;

/** `GET /api/spaces`: the spaces that the asking user owns. */
export const ownSpacesSchema = z.object({ slugs: z.array(z.string()) });

export type OwnSpaces = z.infer<typeof ownSpacesSchema>;

/** `GET /api/spaces/:slug/people`: one person who is inside, or has a standing; namesakes are numbered, as in the call. */
export const spacePersonSchema = z.object({
  /** Names the person in `PUT …/people/:id`: a standing's random id, else the seat's. */
  id: z.string(),
  /** Where the person sits, if inside now. */
  seatId: z.nullable(z.string()),
  participantName: z.string(),
  kind: personKindSchema,
  role: roleSchema,
  isBanned: z.boolean(),
  /** Is let in although the space is for members, or one has to knock: by a moderator, a link or a role. */
  isAdmitted: z.boolean(),
  isInside: z.boolean(),
  /** The link that the role came by. */
  linkId: z.nullable(z.string()),
  isYou: z.boolean(),
});

export type SpacePerson = z.infer<typeof spacePersonSchema>;

/** `GET /api/spaces/:slug/people`: who is inside in the order of joining, then who has a standing. */
export const spacePeopleSchema = z.object({ people: z.array(spacePersonSchema) });

/** `PUT /api/spaces/:slug/people/:id`. What is taken counts more than what is given with it. */
export const membershipChangeSchema = z.strictObject({
  /** `null`: the space's default role. */
  role: z.optional(z.nullable(givenRoleSchema)),
  /** `false` takes the role back too; whoever is inside has to go where the policy then refuses them. */
  isAdmitted: z.optional(z.boolean()),
  /** As `isAdmitted: false`, and not listed until something is given again. */
  isListed: z.optional(z.literal(false)),
  /** `true` is a ban as in moderation, also of somebody who is not inside; `false` lifts it and gives nothing back. */
  isBanned: z.optional(z.boolean()),
});

export type MembershipChange = z.infer<typeof membershipChangeSchema>;

/** A seat's id, as `seatIdPattern` has it. */
export const seatIdSchema = z.string().check(z.regex(seatIdPattern, "a seat's id"));

/** LiveKit's longest identity, in bytes. */
const maxIdentityBytes = 256;

/** The identity of a participant that is not of our making: an agent, a caller by phone, a stream, a recorder. */
export const outsideIdentitySchema = z.string().check(
  z.minLength(1),
  z.refine(
    (identity) =>
      identity.isWellFormed() && new TextEncoder().encode(identity).length <= maxIdentityBytes &&
      seatOfIdentity(identity) === null,
    "an identity that is no seat's",
  ),
);

/**
 * `POST /api/spaces/:slug/moderation`. `204`. A person is named by the seat; whoever sits on none by LiveKit's identity, and
 * cannot be banned: whoever made its token can make another one.
 */
export const moderationRequestSchema = z.union([
  z.strictObject({
    action: z.enum(["mute", "stop-screen-share", "remove", "ban"]),
    seatId: seatIdSchema,
  }),
  z.strictObject({
    action: z.enum(["mute", "stop-screen-share", "remove"]),
    identity: outsideIdentitySchema,
  }),
  z.strictObject({ action: z.literal("end") }),
]);

export type ModerationRequest = z.infer<typeof moderationRequestSchema>;

/** The topic of the data message that tells somebody what a moderator did. */
export const moderationTopic = "madang.moderation";

/**
 * A data message of the **server** on that topic, to one person, as JSON in UTF-8. Believe it only where LiveKit
 * names no sender: participants can send on any topic, and then the event has their participant.
 */
export const moderationNoticeSchema = z.object({
  action: z.enum(["mute", "stop-screen-share"]),
});

export type ModerationNotice = z.infer<typeof moderationNoticeSchema>;

/** The topic of the data message that tells everybody inside who is put out; sent as the former is. */
export const putOutTopic = "madang.put-out";

/** Whoever comes next on that seat, if anybody, is somebody new: who is put out by their own next connection is not told of. */
export const putOutNoticeSchema = z.object({ identity: z.string() });

export type PutOutNotice = z.infer<typeof putOutNoticeSchema>;

/** The topic of the message by which the server tells everybody inside who has come in and may stay. */
export const arrivalTopic = "madang.arrived";

/** The new participant, as LiveKit will tell of it. `joinedAtMs` is in whole seconds, as LiveKit's clients know it. */
export const arrivalNoticeSchema = z.object({
  identity: z.string(),
  sid: z.string(),
  name: z.string(),
  attributes: z.record(z.string(), z.string()),
  joinedAtMs: z.number(),
});

export type ArrivalNotice = z.infer<typeof arrivalNoticeSchema>;

/** Somebody who waits to be let in; of those who wait, namesakes are numbered. `since` is ISO 8601. */
export const knockSchema = z.object({
  knockId: z.string(),
  participantName: z.string(),
  kind: personKindSchema,
  since: z.string(),
});

export type Knock = z.infer<typeof knockSchema>;

/**
 * `GET /api/spaces/:slug/knocks`, and `event: knocks` of the presence stream, for those who may admit. The stream's
 * `event: door` has no content: the rules changed, so whoever waits asks for a token again.
 */
export const knocksSchema = z.object({ knocks: z.array(knockSchema) });

export type Knocks = z.infer<typeof knocksSchema>;

/** `POST /api/spaces/:slug/knocks/:knockId`. `204`, also where the knock is over. */
export const knockDecisionSchema = z.strictObject({ decision: z.enum(["admit", "refuse"]) });

/** How often one link can be used at most. */
export const maxLinkUses = 1_000;

/** ISO 8601 with an offset. Not `z.iso`: its namespace alone would make every page load a chunk more. */
const isoTimeSchema = z.string().check(
  z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/, "an ISO 8601 time"),
  z.refine((text) => !Number.isNaN(Date.parse(text)), "a time that there is"),
);

/** `POST /api/spaces/:slug/links`. Times are ISO 8601; `uses` counts sessions. */
export const linkRequestSchema = z.strictObject({
  role: givenRoleSchema,
  notBefore: z.optional(isoTimeSchema),
  expiresAt: isoTimeSchema,
  uses: z.number().check(z.int(), z.minimum(1), z.maximum(maxLinkUses)),
}).check(
  z.refine(
    ({ notBefore, expiresAt }) =>
      notBefore === undefined || Date.parse(notBefore) < Date.parse(expiresAt),
    { error: "later than notBefore", path: ["expiresAt"] },
  ),
);

export type LinkRequest = z.infer<typeof linkRequestSchema>;

/** One link, without its secret. */
export const guestLinkSchema = z.object({
  linkId: z.string(),
  role: givenRoleSchema,
  notBefore: z.nullable(z.string()),
  expiresAt: z.string(),
  uses: z.number(),
  used: z.number(),
  createdAt: z.string(),
  /** False: whoever made it may not make links any more, so that it lets in nobody. */
  isVouchedFor: z.boolean(),
});

export type GuestLink = z.infer<typeof guestLinkSchema>;

/** `GET /api/spaces/:slug/links`: links that can still be used, or were used up. Revoked ones are gone. */
export const guestLinksSchema = z.object({ links: z.array(guestLinkSchema) });

/** The answer to `POST …/links`: told once. `url` ends in `/space/<slug>#link=<secret>`. */
export const madeLinkSchema = z.extend(guestLinkSchema, { url: z.string() });

export type MadeLink = z.infer<typeof madeLinkSchema>;

/** `POST /api/spaces/:slug/links/exchange`: what stands after `#link=`. */
export const linkExchangeSchema = z.strictObject({ link: z.string().check(z.maxLength(2048)) });

/** A guest is admitted to the space with it; asking again is not a second use. */
export const linkExchangeAnswerSchema = z.object({ roomName: z.string(), role: roleSchema });

/** One line of a space's log. `at` is ISO 8601. */
export const loggedEventSchema = z.object({
  type: z.string(),
  at: z.string(),
  seatId: z.string(),
  participantName: z.string(),
});

export type LoggedLine = z.infer<typeof loggedEventSchema>;

/** `GET /api/spaces/:slug/log?before=…`: newest first; `next` is the `before` of the next page, `null` at the end. */
export const logPageSchema = z.object({
  events: z.array(loggedEventSchema),
  next: z.nullable(z.string()),
});

export type LogPage = z.infer<typeof logPageSchema>;
