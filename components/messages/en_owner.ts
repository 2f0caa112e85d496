/** English words of the page on which a space is looked after. Not among those that every page loads. */
import type { Role } from "../../lib/contract/participant.ts";
import type { ChatKept, PublishSource, SpacePolicy } from "../../lib/contract/space.ts";
import type { LinkSpan } from "../../lib/owner/link_times.ts";

export const enOwner = {
  title: (slug: string) => `Settings of ${slug}`,
  why: "Changes apply at once, also for people inside.",
  toSpace: "To the space",
  saving: "Saving…",
  elsewhere: "Someone else just changed this.",
  tryAgain: "Try again",
  noScript: "Please turn on JavaScript to change settings.",
  keep: "Keep it",

  roles: {
    owner: "owner",
    moderator: "moderator",
    speaker: "speaker",
    listener: "listener",
  } satisfies Record<Role, string>,

  rules: {
    nameTitle: "Name",
    name: "Name of this space",
    nameMore: "In any language. Everyone who has the link sees it. The address stays the same.",
    rename: "Rename",
    nameWrong: (most: number) => `1 to ${most} characters that can be seen, or nothing.`,
    title: "Who can join",
    policy: "Access",
    policies: {
      open: ["Open", "Anyone with the link."],
      members: [
        "Members",
        "Only people with a role, with a guest link, or let in before.",
      ],
      knock: ["Knock", "Others wait until someone inside lets them in."],
    } satisfies Record<SpacePolicy, readonly [string, string]>,
    lock: "Lock",
    lockMore: "Nobody new can join. People inside stay.",
    capacity: "Capacity",
    capacityMore: "How many people can be inside at once.",
    capacityWrong: (most: number) => `A whole number from 1 to ${most}.`,
    save: "Save",
    defaultRole: "Newcomers are",
    defaultRoles: {
      speaker: ["Speakers", "They can share what speakers can."],
      listener: ["Listeners", "They can share what listeners can: at first, nothing."],
    } satisfies Record<"speaker" | "listener", readonly [string, string]>,
  },

  sources: {
    title: "Who can share what",
    why: "An owner can share everything.",
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
    chat: "Chat",
    cell: (source: string, role: string) => `${source}, ${role}`,
  },

  chat: {
    title: "Chat",
    kept: "Messages are kept",
    keptChoices: {
      "until-empty": ["While people meet", "Until the space has been empty for an hour."],
      "30-days": ["30 days", "Each message goes 30 days after it was written."],
      never: [
        "Not at all",
        "Only people who are inside see a message; earlier ones are deleted.",
      ],
    } satisfies Record<ChatKept, readonly [string, string]>,
  },

  people: {
    title: "People",
    none: "Nobody is here, and nobody has a role yet.",
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
    removeAsk: (name: string) => `Remove ${name} from the call? They can join again.`,
    ban: "Ban",
    banNamed: (name: string) => `Ban ${name}`,
    banAsk: (name: string) =>
      `Ban ${name}? They cannot join with this account until you lift the ban.`,
    banGuestAsk: (name: string) =>
      `Ban ${name}? They cannot join from this browser, and the links they used stop working.`,
    banOpen:
      "But this space is open: they could join as a new guest. Lock it, or let in members only.",
    forget: "Remove from list",
    forgetNamed: (name: string) => `Remove ${name} from list`,
    forgetAsk: (name: string) => `Remove ${name} from the list? They will be a newcomer again.`,
  },

  links: {
    title: "Guest links",
    why:
      "Each lets people join without an account, in the role you choose, even when the space is not open.",
    none: "None yet.",
    role: "Role with this link",
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
    timesWrong: "Choose an end in the future, after the start.",
    make: "Make a link",
    withoutKey:
      "This space is encrypted, and this browser does not have its key: whoever opens this link cannot join. Open the space here by its whole link first.",
    once: "Copy it now. The address is shown only once.",
    address: "Address of the link",
    copy: "Copy",
    copied: "Copied",
    code: "The link as a QR code",
    of: (role: string) => `Link for a ${role}`,
    used: (used: number, uses: number) => `${uses - used} of ${uses} left`,
    from2: "from",
    until2: "until",
    unvouched: "its creator is no longer a moderator",
    spent: "used up",
    over: "expired",
    early: "not active yet",
    revoke: "Revoke",
    revokeNamed: (role: string, used: string) => `Revoke the link for a ${role}, ${used}`,
    revokeAsk: "Revoke it? It stops working, and people who used it stay.",
  },

  log: {
    title: "Activity",
    why: "The last 30 days.",
    none: "Nothing yet.",
    more: "Show older",
    look: "Refresh",
    somebody: "Someone",
    events: {
      "joined": (name: string) => `${name} joined`,
      "left": (name: string) => `${name} left`,
      "camera-started": (name: string) => `${name} turned the camera on`,
      "camera-ended": (name: string) => `${name} turned the camera off`,
      "screen-share-started": (name: string) => `${name} started sharing a screen`,
      "screen-share-ended": (name: string) => `${name} stopped sharing`,
      "removed": (name: string) => `${name} was removed`,
      "banned": (name: string) => `${name} was banned`,
      "ended-for-all": (name: string) => `${name} ended the call for everybody`,
    },
    other: (name: string) => `Something changed for ${name}`,
  },

  end: {
    title: "End the call",
    more: "Everybody leaves. The space stays, with all its settings.",
    end: "End for all",
    ask: "End the call for everybody who is inside?",
    done: "Ended.",
  },

  remove: {
    title: "Delete the space",
    more:
      "Everybody leaves, and roles, bans, guest links and messages are deleted. The name becomes free again.",
    remove: "Delete this space",
    ask: (slug: string) => `Delete ${slug} for good?`,
  },

  notOwner: {
    title: (slug: string) => `${slug} belongs to someone else`,
    more: "Its owner and moderators can change it.",
    moreSignedOut: "If you own or moderate it, sign in to change it here.",
    nobodys: (slug: string) => `${slug} has no owner yet`,
    nobodysMore: "Make it yours, and you decide who can join. The link stays the same.",
    nobodysSignedOut: "Sign in to make it yours and decide who can join.",
    make: "Make this space yours",
    signIn: "Sign in",
  },

  trouble: {
    "not-allowed": "Your role does not allow that.",
    "not-found": "That is no longer there.",
    "invalid-body": "The server did not accept that.",
    "space-taken": "People are inside, or someone was faster. Try again when it is empty.",
    "too-many-spaces": "You have reached the limit of spaces.",
    "too-many-links": "You have reached the limit of links. Revoke one first.",
    "rate-limited": "Too many tries. Wait a moment.",
    "offline": "Cannot reach the server. Check your connection.",
    "storage-unavailable": "We are having trouble. Try again in a moment.",
    "livekit-unavailable": "The call server is not responding. Try again in a moment.",
    "unexpected": "Something went wrong. Try again.",
  },
};

/** The shape that every language fills. */
export type OwnerWords = typeof enOwner;
