/** English words of the page on which a space is looked after. Not among those that every page loads. */
import type { Role } from "../../lib/contract/participant.ts";
import type { PublishSource, SpacePolicy } from "../../lib/contract/space.ts";
import type { LinkSpan } from "../../lib/owner/link_times.ts";

export const enOwner = {
  title: (slug: string) => `Settings of ${slug}`,
  why: "What you change here holds at once, for those inside too.",
  toSpace: "To the space",
  saving: "Saving…",
  elsewhere: "Somebody else has just changed this.",
  tryAgain: "Try again",
  noScript: "Changing something needs JavaScript. Please switch it on for this page.",
  keep: "Leave it",

  roles: {
    owner: "owner",
    moderator: "moderator",
    speaker: "speaker",
    listener: "listener",
  } satisfies Record<Role, string>,

  rules: {
    title: "Who may come in",
    policy: "Door",
    policies: {
      open: ["Open", "Everybody who has the link."],
      members: [
        "Members",
        "Only people who have a role, came by a guest link, or were let in before.",
      ],
      knock: ["Knock", "Others wait at the door until somebody inside lets them in."],
    } satisfies Record<SpacePolicy, readonly [string, string]>,
    lock: "Lock",
    lockMore: "Nobody new can come in. Whoever is inside stays.",
    capacity: "Places",
    capacityMore: "How many people may be inside at once.",
    capacityWrong: (most: number) => `A whole number from 1 to ${most}.`,
    save: "Save",
    defaultRole: "Newcomers are",
    defaultRoles: {
      speaker: ["Speakers", "They send what speakers may send."],
      listener: ["Listeners", "They send what listeners may send: at first, nothing."],
    } satisfies Record<"speaker" | "listener", readonly [string, string]>,
  },

  sources: {
    title: "Who may send what",
    why: "An owner may send everything.",
    role: "Role",
    roles: {
      moderator: "Moderators",
      speaker: "Speakers",
      listener: "Listeners",
    },
    names: {
      microphone: "Microphone",
      camera: "Camera",
      screen_share: "Screen",
      screen_share_audio: "Screen sound",
    } satisfies Record<PublishSource, string>,
    cell: (source: string, role: string) => `${source}, ${role}`,
  },

  people: {
    title: "People",
    none: "Nobody is inside, and nobody has a role yet.",
    you: "you",
    guest: "guest",
    inside: "inside",
    banned: "banned",
    admitted: "let in",
    roleOf: (name: string) => `Role of ${name}`,
    admit: "Let in",
    admitNamed: (name: string) => `Let in ${name}`,
    dismiss: "No longer let in",
    dismissNamed: (name: string) => `No longer let in ${name}`,
    lift: "Lift the ban",
    liftNamed: (name: string) => `Lift the ban of ${name}`,
    remove: "Remove from the call",
    removeNamed: (name: string) => `Remove from the call: ${name}`,
    removeAsk: (name: string) => `Remove ${name} from the call? They can come in again.`,
    ban: "Ban",
    banNamed: (name: string) => `Ban ${name}`,
    banAsk: (name: string) =>
      `Ban ${name}? With this account they cannot come in until you lift the ban.`,
    banGuestAsk: (name: string) =>
      `Ban ${name}? They cannot come in from this browser, nor anybody by the links they came by.`,
    banOpen:
      "The door is open, though: they could come as a new guest. Lock the space, or let in members only.",
    forget: "Take off the list",
    forgetNamed: (name: string) => `Take ${name} off the list`,
    forgetAsk: (name: string) => `Take ${name} off the list? They are a newcomer again.`,
  },

  links: {
    title: "Guest links",
    why: "Each lets people in without an account, as what you choose, however the door stands.",
    none: "None yet.",
    role: "Whoever comes by it is",
    uses: "How many people",
    usesWrong: (most: number) => `A whole number from 1 to ${most}.`,
    span: "Good for",
    spans: {
      hour: "one hour",
      day: "one day",
      week: "one week",
      month: "30 days",
      own: "other times…",
    } satisfies Record<LinkSpan, string>,
    from: "From (empty: now)",
    until: "Until",
    timesWrong: "Choose an end that is still to come, and after the beginning.",
    make: "Make a link",
    once: "Copy it now: the address is shown only this once.",
    address: "Address of the link",
    copy: "Copy",
    copied: "Copied",
    code: "The link as a QR code",
    of: (role: string) => `Link for a ${role}`,
    used: (used: number, uses: number) => `${uses - used} of ${uses} left`,
    from2: "from",
    until2: "until",
    unvouched: "its maker is no moderator any more",
    spent: "used up",
    over: "over",
    early: "not yet",
    revoke: "Revoke",
    revokeNamed: (role: string, used: string) => `Revoke the link for a ${role}, ${used}`,
    revokeAsk: "Revoke it? Nobody comes in by it any more; whoever did stays.",
  },

  log: {
    title: "What happened",
    why: "Of the last 30 days.",
    none: "Nothing yet.",
    more: "Show older",
    look: "Refresh",
    somebody: "Somebody",
    events: {
      "joined": (name: string) => `${name} came in`,
      "left": (name: string) => `${name} left`,
      "camera-started": (name: string) => `${name} switched the camera on`,
      "camera-ended": (name: string) => `${name} switched the camera off`,
      "screen-share-started": (name: string) => `${name} began to share a screen`,
      "screen-share-ended": (name: string) => `${name} stopped sharing`,
      "removed": (name: string) => `${name} was removed`,
      "banned": (name: string) => `${name} was banned`,
      "ended-for-all": (name: string) => `${name} ended the call for everybody`,
    },
    other: (name: string) => `Something happened with ${name}`,
  },

  end: {
    title: "End the call",
    more: "Everybody has to leave. The space stays, with all its settings.",
    end: "End for all",
    ask: "End the call for everybody who is inside?",
    done: "Ended.",
  },

  remove: {
    title: "Delete the space",
    more:
      "Everybody is put out; roles, bans and guest links are gone. Its name is nobody’s again, as if nobody had made it.",
    remove: "Delete this space",
    ask: (slug: string) => `Delete ${slug} for good?`,
  },

  stranger: {
    title: (slug: string) => `${slug} is somebody else’s`,
    more: "Its owner, and whoever they make a moderator, can change it.",
    moreSignedOut: "If it is yours, or you moderate it: sign in, and you can change it here.",
    nobodys: (slug: string) => `${slug} is nobody’s yet`,
    nobodysMore: "Make it yours, and you decide who may come in. The link stays the same.",
    nobodysSignedOut: "Whoever signs in can make it theirs, and decide who may come in.",
    make: "Make this space yours",
    signIn: "Sign in",
  },

  trouble: {
    "not-allowed": "Your role does not allow that.",
    "not-found": "That is not there any more.",
    "invalid-body": "The server did not take that.",
    "space-taken": "People are inside, or somebody was faster. Try again when it is empty.",
    "too-many-spaces": "You own as many spaces as one may own.",
    "too-many-links": "There are as many links as there may be. Revoke one first.",
    "rate-limited": "That was too often. Wait a moment.",
    "offline": "The server cannot be reached. Check your connection.",
    "storage-unavailable": "This place is catching its breath. Try again in a moment.",
    "livekit-unavailable": "The call server does not answer. Try again in a moment.",
    "unexpected": "That did not work. Try again.",
  },
};

/** The shape that every language fills. */
export type OwnerWords = typeof enOwner;
