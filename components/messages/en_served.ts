/** English words of pages that the server renders alone: no browser loads them. */
export const enServed = {
  door: {
    spaceSettings: "Space settings",
    makeYours: "Make this space yours",
  },

  signInEnd: {
    done: "You are signed in",
    cancelled: "You did not sign in",
    closeWindow: "You can close this window.",
    goingOn: "You are being taken back to where you were.",
    goOn: "Go on",
    failed: "That sign-in did not work",
    failedMore:
      "It may have taken too long, been used before, or begun in another browser, or this browser keeps no cookies. Nothing has changed.",
    away: (provider: string) => `${provider} does not answer`,
    awayMore: "Your account is there, so it cannot be checked right now.",
    tryAgain: "Try again",
  },

  errors: {
    often: "That was a lot at once",
    oftenMore: "Wait a moment, then try again.",
    notFound: "There is nothing here",
    notFoundMore: "There may be a slip in the address.",
    notASpace: "That is not the name of a space",
    notASpaceMore: "A space’s name has 1 to 64 letters and digits, in any language.",
    noSuchSpace: "There is no space of that name here",
    noSuchSpaceMore:
      "There may be a slip in the link: ask whoever sent it. Or sign in, and make the space yourself.",
    broken: "Something broke on our side",
    brokenMore: "It has been noted. Try again in a moment.",
    busy: "This place is catching its breath",
    busyMore: "It should be back in a moment.",
    back: "To the spaces",
    tryAgain: "Try again",
    request: (id: string) => `Request ${id}`,
  },
};

/** The shape that every language fills. */
export type ServedWords = typeof enServed;
