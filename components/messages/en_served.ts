/** English words of pages that the server renders alone: no browser loads them. */
export const enServed = {
  skipToContent: "Skip to the content",
  /** In the preview of a link, as messengers show it. */
  linkPreview:
    "Talk with voice, camera and screen, in the browser. No account, nothing to install.",

  door: {
    liveKitAway: {
      text: "The call server is not responding, so nobody can join right now.",
      more: "If you run this server: start LiveKit, or set LIVEKIT_URL to its address.",
    },
    recorded: {
      text: "This call is being recorded.",
      more: "A moderator records it on their own computer, from what people say and show.",
    },
    noScript: "Please turn on JavaScript to join a call.",
    spaceSettings: "Space settings",
    makeYours: "Make this space yours",
    test: "Test your connection",
  },

  signInEnd: {
    done: "You are signed in",
    cancelled: "You did not sign in",
    closeWindow: "You can close this window.",
    goingOn: "Taking you back to where you were.",
    goOn: "Continue",
    failed: "Sign-in failed",
    failedMore:
      "It may have taken too long, been used already, or started in another browser, or this browser blocks cookies. Nothing has changed.",
    away: (provider: string) => `${provider} is not responding`,
    awayMore: "Your account is there, so we cannot check it right now.",
    tryAgain: "Try again",
  },

  errors: {
    often: "Too many requests",
    oftenMore: "Wait a moment, then try again.",
    notFound: "Page not found",
    notFoundMore: "Check the address for a typo.",
    notASpace: "This is not the name of a space",
    notASpaceMore: "A space’s name has 1 to 64 letters and digits, in any language.",
    noSuchSpace: "There is no space with this name",
    noSuchSpaceMore:
      "Check the link with the person who sent it, or sign in and make the space yourself.",
    broken: "Something went wrong on our side",
    brokenMore: "We have noted it. Try again in a moment.",
    busy: "We are having trouble right now",
    busyMore: "It should work again in a moment.",
    back: "Home",
    tryAgain: "Try again",
    request: (id: string) => `Request ${id}`,
  },
};

/** The shape that every language fills. */
export type ServedWords = typeof enServed;
