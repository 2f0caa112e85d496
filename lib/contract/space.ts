/** Spaces: settings, memberships, moderation, knocks, links and the log. `/api/spaces…` A list of schemas, so one long file. */
import * as z from "zod/mini";
import type { ErrorCode } from "./errors.ts";
import { slugSchema, spaceNameSchema } from "./names.ts";
import { seatOfIdentity } from "./outside.ts";
import { personKindSchema, roleSchema } from "./participant.ts";
import { seatIdPattern } from "./seat_identity.ts";

/** Entry policy: everybody; members; members, and people whom somebody inside lets in. */
export const spacePolicySchema = z.enum(["open", "members", "knock"]);

export type SpacePolicy = z.infer<typeof spacePolicySchema>;

/** A track source, spelled as in tokens. */
export const publishSourceSchema = z.enum([
  "microphone",
  "camera",
  "screen_share",
  "screen_share_audio",
]);

export type PublishSource = z.infer<typeof publishSourceSchema>;

/** A role that can be given; a space has one owner. */
export const givenRoleSchema = z.enum(["moderator", "speaker", "listener"]);

export type GivenRole = z.infer<typeof givenRoleSchema>;

/** Highest capacity that a space can be given. */
export const maxSpaceCapacity = 3_000;

const sourcesSchema = z.array(publishSourceSchema).check(
  z.maxLength(4),
  z.refine((sources) => new Set(sources).size === sources.length, "each source once"),
);

/** Sources that each role may publish. An owner may publish everything. */
export const publishSourcesSchema = z.strictObject({
  moderator: sourcesSchema,
  speaker: sourcesSchema,
  listener: sourcesSchema,
});

export type PublishSources = z.infer<typeof publishSourcesSchema>;

/**
 * How long chat is kept: `until-empty`, until nobody has been inside for an hour; `30-days`; `never`, only delivered. Nothing
 * is kept longer than 30 days.
 */
export const chatKeptSchema = z.enum(["until-empty", "30-days", "never"]);

export type ChatKept = z.infer<typeof chatKeptSchema>;

/** The public check of a key, in base64url: 128 bits that the key gives, and that give no key. */
export const keyCheckPattern = /^[\w-]{22}$/;

const settings = {
  policy: spacePolicySchema,
  isLocked: z.boolean(),
  capacity: z.number().check(z.int(), z.minimum(1), z.maximum(maxSpaceCapacity)),
  defaultRole: z.enum(["speaker", "listener"]),
  publishSources: publishSourcesSchema,
  /** Roles that may write in the chat. An owner always may, and everyone inside may read. */
  chatRoles: z.array(givenRoleSchema).check(
    z.refine((roles) => new Set(roles).size === roles.length, "each role once"),
  ),
  /** Only an owner may change it. */
  chatKept: chatKeptSchema,
  /**
   * The public check of the key by which the space is end-to-end encrypted; `null`: it is not. Only an owner may change it.
   * A change ends the call and empties the chat.
   */
  keyCheck: z.nullable(z.string().check(z.regex(keyCheckPattern, "the check of a key"))),
};

/** `allowed`, or the code of the error that a token request would get. Newer servers may have more codes. */
export type EntryCode = "allowed" | ErrorCode;

/** All settings of a space. */
export const spaceSettingsSchema = z.object(settings);

export type SpaceSettings = z.infer<typeof spaceSettingsSchema>;

/** `PATCH /api/spaces/:slug`: absent fields stay as they are. `name: null` takes the name away. */
export const spaceChangeSchema = z.partial(
  z.strictObject({ ...settings, name: z.nullable(spaceNameSchema) }),
);

export type SpaceChange = z.infer<typeof spaceChangeSchema>;

/** `POST /api/spaces`: the signed-in user becomes the owner. Absent fields get the server's defaults. A key comes later, by `PATCH`. */
export const spaceRequestSchema = z.extend(z.omit(spaceChangeSchema, { keyCheck: true }), {
  slug: slugSchema,
});

export type SpaceRequest = z.infer<typeof spaceRequestSchema>;

/** `GET /api/spaces/:slug`, and the answer to `POST` and `PATCH`. */
export const spaceAnswerSchema = z.object({
  slug: z.string(),
  roomName: z.string(),
  /** The name that its owner gave it; absent: none. Everybody who has the address sees it. */
  name: z.optional(z.string()),
  /** False: an open space without an owner; a signed-in user may become it while nobody else is inside. */
  isOwned: z.boolean(),
  policy: spacePolicySchema,
  isLocked: z.boolean(),
  /** Of an encrypted space: tells whether a key is its own. Absent: it is not encrypted. */
  keyCheck: z.optional(z.string()),
  /** The role of this session; `null` without a session, or where it may not enter. */
  role: z.nullable(roleSchema),
  /** What a token request would get, apart from a full space: `allowed`, or an error's code. */
  entry: z.custom<EntryCode>((entry) => typeof entry === "string"),
  mayModerate: z.boolean(),
  /** Only for sessions that may moderate. */
  settings: z.optional(spaceSettingsSchema),
});

export type SpaceAnswer = z.infer<typeof spaceAnswerSchema>;

/** `GET /api/spaces`: the spaces that this user owns. */
export const ownSpacesSchema = z.object({ slugs: z.array(z.string()) });

export type OwnSpaces = z.infer<typeof ownSpacesSchema>;

/** `GET /api/spaces/:slug/people`: one person with presence or a membership; namesakes are numbered, as in the call. */
export const spacePersonSchema = z.object({
  /** The id in `PUT …/people/:id`: the membership's `personId`, else the seat's id. */
  id: z.string(),
  /** The seat, while the person is inside. */
  seatId: z.nullable(z.string()),
  participantName: z.string(),
  kind: personKindSchema,
  role: roleSchema,
  isBanned: z.boolean(),
  /** True: may enter a members-only or knock space, by a moderator, a link or a role. */
  isAdmitted: z.boolean(),
  isInside: z.boolean(),
  /** Id of the link that gave the role. */
  linkId: z.nullable(z.string()),
  isYou: z.boolean(),
});

export type SpacePerson = z.infer<typeof spacePersonSchema>;

/** `GET /api/spaces/:slug/people`: people inside in the order of joining, then other members. */
export const spacePeopleSchema = z.object({ people: z.array(spacePersonSchema) });

/** `PUT /api/spaces/:slug/people/:id`. Fields that take away (`isAdmitted: false`, `isListed: false`) win over those that give. */
export const membershipChangeSchema = z.strictObject({
  /** `null`: the space's default role. */
  role: z.optional(z.nullable(givenRoleSchema)),
  /** `false` takes the role back too; a person inside is evicted where the policy then refuses them. */
  isAdmitted: z.optional(z.boolean()),
  /** Like `isAdmitted: false`, and hidden from the list until something is given again. */
  isListed: z.optional(z.literal(false)),
  /** `true` bans as in moderation, also a person who is not inside; `false` lifts the ban and gives nothing back. */
  isBanned: z.optional(z.boolean()),
});

export type MembershipChange = z.infer<typeof membershipChangeSchema>;

/** A seat's id, by `seatIdPattern`. */
export const seatIdSchema = z.string().check(z.regex(seatIdPattern, "a seat's id"));

/** LiveKit's longest identity, in bytes. */
const maxIdentityBytes = 256;

/** The identity of a participant without a seat of ours: an agent, a caller by phone, a stream, a recorder. */
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
 * `POST /api/spaces/:slug/moderation` answers `204`. The target is a seat's id, or the LiveKit identity of a participant
 * without a seat. Such a participant cannot be banned, since the signer of its token can sign another. One participant at
 * a time has the spotlight, until another one gets it, `end-spotlight`, or the end of the call.
 */
export const moderationRequestSchema = z.union([
  z.strictObject({
    action: z.enum(["mute", "stop-screen-share", "remove", "ban", "lower-hand"]),
    seatId: seatIdSchema,
  }),
  z.strictObject({
    action: z.enum(["mute", "stop-screen-share", "remove"]),
    identity: outsideIdentitySchema,
  }),
  z.strictObject({ action: z.literal("spotlight"), seatId: seatIdSchema }),
  z.strictObject({ action: z.literal("spotlight"), identity: outsideIdentitySchema }),
  z.strictObject({ action: z.enum(["end", "end-spotlight", "mute-all", "lower-hands"]) }),
]);

export type ModerationRequest = z.infer<typeof moderationRequestSchema>;

/** `PUT /api/spaces/:slug/hand`: one's own. `204`. */
export const handRequestSchema = z.strictObject({ isRaised: z.boolean() });

/** `PUT /api/spaces/:slug/recording`: whether one records the call oneself. `204`: everybody was told. */
export const recordingRequestSchema = z.strictObject({ isRecording: z.boolean() });

/** Topic of the data message that tells a participant that a moderator muted it or stopped its screen share. */
export const moderationTopic = "madang.moderation";

/**
 * The data message on that topic, from the **server** to one participant, as JSON in UTF-8. Ignore it where LiveKit
 * names a sender: participants can send on any topic, and their messages carry their participant.
 */
export const moderationNoticeSchema = z.object({
  action: z.enum(["mute", "stop-screen-share"]),
});

export type ModerationNotice = z.infer<typeof moderationNoticeSchema>;

/** Topic of the data message that tells all participants of an eviction (*put-out* is the older word); sent like the one above. */
export const evictionTopic = "madang.put-out";

/**
 * The evicted identity. A later participant on its seat is a new person to the others; an eviction by the person's own
 * next connection is not sent.
 */
export const evictionNoticeSchema = z.object({ identity: z.string() });

export type EvictionNotice = z.infer<typeof evictionNoticeSchema>;

/** Topic of the data message that tells all participants of a new one who may stay. */
export const arrivalTopic = "madang.arrived";

/** The new participant, as LiveKit will announce it. `joinedAtMs` is in whole seconds, as LiveKit's clients know it. */
export const arrivalNoticeSchema = z.object({
  identity: z.string(),
  sid: z.string(),
  name: z.string(),
  attributes: z.record(z.string(), z.string()),
  joinedAtMs: z.number(),
});

export type ArrivalNotice = z.infer<typeof arrivalNoticeSchema>;

/** The content of the message: one newcomer, or those of one moment. */
export const arrivalNoticesSchema = z.union([arrivalNoticeSchema, z.array(arrivalNoticeSchema)]);

export type ArrivalNotices = z.infer<typeof arrivalNoticesSchema>;

/** A knock; namesakes among them are numbered. `since` is ISO 8601. */
export const knockSchema = z.object({
  knockId: z.string(),
  participantName: z.string(),
  kind: personKindSchema,
  since: z.string(),
});

export type Knock = z.infer<typeof knockSchema>;

/**
 * `GET /api/spaces/:slug/knocks`, and `event: knocks` of the presence stream, for sessions that may admit. The stream's
 * `event: door` (the older word for who may enter) has no content: the rules changed, so a waiting page asks for a token
 * again.
 */
export const knocksSchema = z.object({ knocks: z.array(knockSchema) });

export type Knocks = z.infer<typeof knocksSchema>;

/** `POST /api/spaces/:slug/knocks/:knockId`. `204`, also for a knock that is over. */
export const knockDecisionSchema = z.strictObject({ decision: z.enum(["admit", "refuse"]) });

/** Most uses of one link. */
export const maxLinkUses = 1_000;

/** ISO 8601 with an offset. `z.iso` is avoided: its namespace alone would make every page load another chunk. */
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
  /** False: the link's maker may no longer make links, so the link admits nobody. */
  isVouchedFor: z.boolean(),
});

export type GuestLink = z.infer<typeof guestLinkSchema>;

/** `GET /api/spaces/:slug/links`: links that can be used, or were used up. Revoked links are deleted. */
export const guestLinksSchema = z.object({ links: z.array(guestLinkSchema) });

/** The answer to `POST …/links`, with the secret, which is sent only once. `url` ends in `/space/<slug>#link=<secret>`. */
export const createdLinkSchema = z.extend(guestLinkSchema, { url: z.string() });

export type CreatedLink = z.infer<typeof createdLinkSchema>;

/** `POST /api/spaces/:slug/links/exchange`: the text after `#link=`. */
export const linkExchangeSchema = z.strictObject({ link: z.string().check(z.maxLength(2048)) });

/** The space that the session is now admitted to; a repeated request is not a second use. */
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
