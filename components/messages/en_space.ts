/** English words of those who look after a space, and of whom they act on; loaded with the call. */
import type { GivenRole } from "../../lib/contract/space.ts";

export const enSpace = {
  moreFor: (name: string) => `More for ${name}`,
  mute: "Mute",
  stopScreen: "Stop their screen share",
  makeRole: {
    listener: "Make a listener",
    speaker: "Make a speaker",
    moderator: "Make a moderator",
  } satisfies Record<GivenRole, string>,
  remove: "Remove from the call",
  ban: "Ban…",
  manage: "Manage",
  spaceSettings: "Space settings",
  locked: "Locked",
  lock: "Lock",
  lockMore: "Nobody new can come in. Whoever is inside stays.",
  endForAll: "End for all…",
  cancel: "Cancel",

  banTitle: (name: string) => `Ban ${name}?`,
  banUser:
    "They have to leave now, and cannot come in with this account until somebody lifts the ban.",
  banUserOpen:
    "They have to leave now, and cannot come in with this account until somebody lifts the ban. But the door is open: signed out, they would be a new guest.",
  banGuest:
    "They have to leave now. A guest’s ban holds for this session and the links they came by: with a new browser they would be a new guest.",
  banConfirm: "Ban",
  banAndLock: "Ban, and lock the space",
  endTitle: "End the call for everybody?",
  endMore: "Everybody has to leave, you too. The space stays, and people can come in again.",
  endConfirm: "End for all",

  knocks: "At the door",
  knocking: (name: string) => `${name} would like to come in`,
  letIn: "Let in",
  letInNamed: (name: string) => `Let in ${name}`,
  notNow: "Not now",
  notNowNamed: (name: string) => `Not now, ${name}`,

  told: {
    "mute": "A moderator muted you.",
    "stop-screen-share": "A moderator stopped your screen share.",
    "listener": "A moderator made you a listener.",
    "speaker": "You may speak now.",
    "moderator": "You are a moderator now.",
  },
  /** In place of the switches that a role takes away. */
  onlyListening: "You are listening: a moderator can let you speak.",
  someTaken: "Your role does not let you send everything here.",
};

/** The shape that every language fills. */
export type SpaceWords = typeof enSpace;
