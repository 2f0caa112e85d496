/** English words of those who look after a space, and of whom they act on; loaded with the call. */
import type { GivenRole } from "../../lib/contract/space.ts";

export const enSpace = {
  moreFor: (name: string) => `More options for ${name}`,
  mute: "Mute",
  lowerHand: "Lower their hand",
  stopScreen: "Stop their screen share",
  makeRole: {
    listener: "Make a listener",
    speaker: "Make a speaker",
    moderator: "Make a moderator",
  } satisfies Record<GivenRole, string>,
  remove: "Remove from the call",
  ban: "Ban…",
  manage: "Manage",
  record: "Record here…",
  spaceSettings: "Space settings",
  locked: "Locked",
  lock: "Lock",
  lockMore: "Nobody new can join. People inside stay.",
  endForAll: "End for all…",
  cancel: "Cancel",

  banTitle: (name: string) => `Ban ${name}?`,
  banUser: "They leave now, and cannot join with this account until the ban is lifted.",
  banUserOpen:
    "They leave now, and cannot join with this account until the ban is lifted. But this space is open: signed out, they could join as a new guest.",
  banGuest:
    "They leave now. The ban covers this session and the links they used: from a new browser they could join as a new guest.",
  banConfirm: "Ban",
  banAndLock: "Ban and lock the space",
  endTitle: "End the call for everybody?",
  endMore: "Everybody leaves, including you. The space stays, and people can join again.",
  endConfirm: "End for all",

  knocks: "Waiting to join",
  knocking: (name: string) => `${name} wants to join`,
  letIn: "Let in",
  letInNamed: (name: string) => `Let in ${name}`,
  notNow: "Not now",
  notNowNamed: (name: string) => `Not now, ${name}`,

  told: {
    "mute": "A moderator muted you.",
    "stop-screen-share": "A moderator stopped your screen share.",
    "listener": "A moderator made you a listener.",
    "speaker": "You can speak now.",
    "moderator": "You are a moderator now.",
  },
  /** In place of the switches that a role takes away. */
  onlyListening: "You are listening. A moderator can let you speak.",
  someTaken: "Your role limits what you can share here.",
};

/** The shape that every language fills. */
export type SpaceWords = typeof enSpace;
