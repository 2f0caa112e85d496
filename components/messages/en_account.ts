/** English words of signing in, and of the account in a call. Not among those that every page loads. */
export const enAccount = {
  link: {
    signIn: "Sign in",
    notYou: "Not you? Sign out",
    account: (name: string) => `Your account: ${name}`,
  },

  signIn: {
    title: "Sign in",
    why: "So that you are the same person on another day and another device.",
    usePasskey: "Use a passkey",
    beNew: "I am new here",
    continueWith: (provider: string) => `Continue with ${provider}`,
    useCode: "Use a recovery code",
    back: "Back",
    newTitle: "Nice to meet you",
    newWhy:
      "A passkey is kept by your phone, computer or security key, and opened by your finger, face or PIN. No password.",
    makePasskey: "Make a passkey",
    codeTitle: "Recovery code",
    code: "Recovery code",
    codeWhy: "One of the codes that you kept when you made them. Each works once.",
    codeMissing: "Type the code first.",
    enter: "Continue",
    busy: "Waiting for your device…",
    noScript: "Signing in needs JavaScript. Please switch it on for this page.",
    off: "There is no way to sign in here. You can still enter any open space as a guest.",
  },

  inCall: {
    stays: "You stay in the call. The others go on seeing and hearing you, by your account’s name.",
    notNow: "Not now",
    moment: "One moment…",
    now: (name: string) => `You are signed in as ${name}`,
    goOn: "Go on in the window that has opened.",
    givenUp: "Nobody signed in there.",
    blocked: "The browser did not open the window.",
    blockedMore: "You can sign in on this page instead. It brings you back to the door afterwards.",
    byPage: "Sign in on this page",
    tryAgain: "Try again",
    title: (name: string) => `You are ${name}`,
    own: "Your account",
    ownMore: "opens in another tab",
    outWhy: "Your account’s place in this call ends when you sign out.",
    outAndGo: "Sign out and hang up",
    outAndStay: "Sign out and stay as a guest",
    close: "Close",
  },

  trouble: {
    "cancelled": "No passkey was used. Try again when you are ready.",
    "already-here": "This device has a passkey of yours already.",
    "unfit": "This device cannot keep a passkey. Try your phone or a security key.",
    "wrong-address": "Passkeys do not work at this address. Open this place by its name.",
    "cookies-off":
      "This browser kept no cookie, so you would be signed out at once. Allow cookies for this page, and try again.",
    "unsupported": "This browser cannot use passkeys. Try a newer one.",
    "passkey-unknown": "That passkey does not open anything here any more.",
    "code-unknown": "That code is not right, or has been used.",
    "last-way-in": "It is your only way in. Add another passkey or make recovery codes first.",
    "owns-spaces": "You still own spaces. Delete them first, each in its settings.",
    "too-many-passkeys": "You have as many passkeys as one may have. Remove one first.",
    "rate-limited": "That was too often. Wait a moment.",
    "offline": "The server cannot be reached. Check your connection.",
    "storage-unavailable": "This place is catching its breath. Try again in a moment.",
    "unexpected": "That did not work. Try again.",
  },
};

/** The shape that every language fills. */
export type AccountWords = typeof enAccount;
