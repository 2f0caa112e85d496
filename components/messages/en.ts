/**
 * English words of the pages before, between and after calls. What is said in the call itself is
 * in `en_call.ts`, which the browser loads only when it is needed.
 */
export const en = {
  placeName: "Madang",
  skipToContent: "Skip to the content",
  language: { change: "Language", own: "English" },

  home: {
    title: "Which space?",
    field: "Space",
    hint: "tea-house, or a link to a space",
    open: "Open",
    make: "Make a new one",
    or: "or",
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
    nobodyInside: "Nobody yet. You would be the first.",
    countInside: (count: number) => count === 1 ? "One person" : `${count} people`,
    guest: "guest",
    noScript: "A call needs JavaScript. Please switch it on for this page.",
    liveKitAway: "The call server does not answer, so nobody can join right now.",
    liveKitRemedy: "If you run this place: start LiveKit, or set LIVEKIT_URL to where it runs.",
    tryAgain: "Try again",
  },

  ended: {
    left: "You have left",
    takenOver: "You are here in another place now",
    takenOverMore:
      "This space was opened in another tab or on another device, and you moved there.",
    removed: "You were asked to leave",
    banned: "You may not come in here",
    ended: "Your session ended",
    gaveUp: "The connection was lost",
    gaveUpMore: "We tried for a while and could not get through.",
    unknown: "You are no longer in the call",
    comeBack: "Come back here",
    rejoin: "Join again",
    comingBack: "Coming back…",
    otherSpace: "To another space",
  },

  /** By the `type` of a CallError. */
  callError: {
    "offline": "You are offline. Check the network and try again.",
    "livekit-unreachable": "The call server cannot be reached from here.",
    "livekit-unavailable": "The call server does not answer right now.",
    "storage-unavailable": "This place is catching its breath. Try again in a moment.",
    "space-full": "This space is full right now.",
    "space-locked": "This space is locked: nobody new may come in.",
    "not-a-member": "Only members may come in here.",
    "waiting-for-admission": "Somebody inside has to let you in first.",
    "banned": "You may not come in here.",
    "link-spent": "This link has been used up.",
    "rate-limited": "That was a little fast. Wait a moment and try again.",
    "session-invalid": "Your session has ended. Try once more.",
    "gave-up": "The connection was lost and did not come back.",
    "other": "That did not work. Try again.",
  },
  waitSeconds: (seconds: number) => `Try again in ${seconds} seconds.`,

  /** By the `type` of a MediaError. */
  mediaError: {
    "denied": {
      microphone: "The microphone is blocked for this page.",
      camera: "The camera is blocked for this page.",
      speaker: "The speaker is blocked for this page.",
      screen: "Sharing the screen is blocked for this page.",
    },
    "dismissed": {
      microphone: "The microphone stays off until you allow it.",
      camera: "The camera stays off until you allow it.",
      speaker: "The speaker was not chosen.",
      screen: "No screen was chosen.",
    },
    "blocked-by-system": {
      microphone: "This device does not let the browser use the microphone.",
      camera: "This device does not let the browser use the camera.",
      speaker: "This device does not let the browser use the speaker.",
      screen: "This device does not let the browser show the screen.",
    },
    "in-use": {
      microphone: "Another app is using the microphone. Close it and try again.",
      camera: "Another app is using the camera. Close it and try again.",
      speaker: "Another app is using the speaker. Close it and try again.",
      screen: "Another app keeps the screen from being shown.",
    },
    "not-found": {
      microphone: "No microphone is plugged in.",
      camera: "No camera is plugged in.",
      speaker: "No speaker is plugged in.",
      screen: "There is no screen to share.",
    },
    "overconstrained": {
      microphone: "This microphone cannot do that. Choose another in the settings.",
      camera: "This camera cannot do that. Choose another in the settings.",
      speaker: "This speaker cannot do that. Choose another in the settings.",
      screen: "This screen cannot be shared that way.",
    },
    "unsupported": {
      microphone: "This browser cannot use a microphone here.",
      camera: "This browser cannot use a camera here.",
      speaker: "This browser cannot choose a speaker.",
      screen: "This browser cannot share a screen.",
    },
    "unexpected": {
      microphone: "The microphone did not start.",
      camera: "The camera did not start.",
      speaker: "The speaker could not be changed.",
      screen: "The screen could not be shared.",
    },
  },
  /** What to do about `denied`, by browser; and about `blocked-by-system`, by system. */
  allow: {
    chromium: "Click the sign left of the address, and allow it there.",
    firefox: "Click the crossed-out sign left of the address, and clear the block.",
    safari: "Choose Safari › Settings › Websites, and allow it for this site.",
    ios: "Tap the sign in the address bar, then Website Settings, and allow it.",
    android: "Tap the sign left of the address, then Permissions, and allow it.",
    system: "Allow it in the system’s privacy settings, then start the browser again.",
  },
  askAgain: "Try again",
  understood: "All right",

  errors: {
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
