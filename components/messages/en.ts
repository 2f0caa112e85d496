/**
 * English words of the pages before, between and after calls. What is said in the call itself is
 * in `en_call.ts`, which the browser loads only when it is needed.
 */
export const en = {
  placeName: "Madang",
  skipToContent: "Skip to the content",
  ownLanguage: "English",

  home: {
    title: "Which space?",
    hint: "tea-house, or a link",
    open: "Open",
    make: "Make a new one",
    visited: "Recent",
    problem: {
      empty: "Write the name of a space, such as tea-house.",
      letters: "A space’s name has letters or digits, in any language, such as tea-house.",
      long: "That is too long: at most 64 letters and digits.",
    },
  },

  newBuild: {
    text: "A newer version of this page is in place, and a part of this one did not come.",
    more: "Reload it when it suits you. In a call you join again with one click.",
    reload: "Reload",
    later: "Later",
  },

  door: {
    name: "Your name",
    nameHint: "What the others see",
    nameMissing: "First say your name, so the others know you.",
    nameLong: "That is too long: at most 50 characters.",
    nameSigns: "That name has characters that cannot be shown.",
    microphone: "Microphone",
    camera: "Camera",
    settings: "Settings",
    on: "on",
    off: "off",
    level: "Microphone level",
    cameraOff: "Your camera is off",
    cameraComes: "Your camera comes on when you join",
    join: "Join",
    joining: "Joining…",
    listenOnly: "Listen only",
    insideNow: "Inside now",
    anotherTab: "You are in this space in another tab; joining moves you here.",
    nobodyInside: "Nobody yet. You would be the first.",
    countInside: (count: number) => count === 1 ? "One person" : `${count} people`,
    guest: "guest",
    noScript: "A call needs JavaScript. Please switch it on for this page.",
    codeMissing: "A part of this page did not arrive.",
    liveKitAway: "The call server does not answer, so nobody can join right now.",
    liveKitRemedy: "If you run this place: start LiveKit, or set LIVEKIT_URL to where it runs.",
    tryAgain: "Try again",
  },
};

/** The shape that every language fills. */
export type Words = typeof en;
