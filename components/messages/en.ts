/**
 * English words of the pages before, between and after calls. What is said in the call itself is
 * in `en_call.ts`, which the browser loads only when it is needed.
 */
export const en = {
  placeName: "Madang",
  ownLanguage: "English",

  newBuild: {
    text: "There is a new version of this page, so part of this one did not load.",
    more: "Reload when it suits you. In a call, one click brings you back in.",
    reload: "Reload",
    later: "Later",
  },

  door: {
    name: "Your name",
    nameHint: "Others see this name",
    nameMissing: "Type your name first, so others know you.",
    nameLong: "Too long: use up to 50 characters.",
    nameSigns: "Some characters in this name cannot be shown.",
    microphone: "Microphone",
    camera: "Camera",
    settings: "Settings",
    on: "on",
    off: "off",
    level: "Microphone level",
    cameraOff: "Your camera is off",
    cameraComes: "Your camera turns on when you join",
    join: "Join",
    joining: "Joining…",
    listenOnly: "Listen only",
    insideNow: "Inside now",
    anotherTab: "You are in this space in another tab. Joining moves you here.",
    nobodyInside: "Nobody yet. You will be the first.",
    countInside: (count: number) => count === 1 ? "One person" : `${count} people`,
    guest: "guest",
    codeMissing: "Part of this page did not load.",
    tryAgain: "Try again",
  },
};

/** The shape that every language fills. */
export type Words = typeof en;
