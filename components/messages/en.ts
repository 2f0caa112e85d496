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
    visited: "Lately",
    problem: {
      empty: "Write the name of a space, such as tea-house.",
      letters: "A space’s name has only letters a–z, digits and hyphens, such as tea-house.",
      long: "That is too long: at most 64 letters, digits and hyphens.",
    },
  },

  door: {
    name: "Your name",
    nameHint: "What the others see",
    nameMissing: "Say your name first, so that the others know who came in.",
    nameLong: "That is too long: at most 50 characters.",
    nameSigns: "That name holds signs that cannot be shown.",
    microphone: "Microphone",
    camera: "Camera",
    settings: "Settings",
    on: "on",
    off: "off",
    level: "Microphone level",
    cameraOff: "Your camera is off",
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

  signInEnd: {
    done: "You are signed in",
    cancelled: "You did not sign in",
    closeWindow: "You can close this window.",
    failed: "That sign-in did not work",
    failedMore:
      "It may have taken too long, been used before, or begun in another browser. Nothing has changed.",
    away: (provider: string) => `${provider} does not answer`,
    awayMore: "Your account is there, so it cannot be checked right now.",
    tryAgain: "Try again",
  },

  errors: {
    often: "That was a lot at once",
    oftenMore: "Wait a moment, then try again.",
    notFound: "There is nothing here",
    notFoundMore: "The address may have a slip in it.",
    notASpace: "That is not the name of a space",
    notASpaceMore: "A space’s name has 1 to 64 letters a–z, digits and hyphens.",
    broken: "Something broke on our side",
    brokenMore: "It was written down. Try again in a moment.",
    busy: "This place is catching its breath",
    busyMore: "It should be back in a moment.",
    back: "To the spaces",
    tryAgain: "Try again",
    request: (id: string) => `Request ${id}`,
  },
};

/** The shape that every language fills. */
export type Words = typeof en;
