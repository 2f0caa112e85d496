/** English words of signing in, and of the account in a call. Not among those that every page loads. */
export const enAccount = {
  link: {
    signIn: "Sign in",
    notYou: "Not you? Sign out",
    account: (name: string) => `Your account: ${name}`,
  },

  signIn: {
    title: "Sign in",
    why: "So you stay the same person on every device.",
    usePasskey: "Use a passkey",
    beNew: "I am new here",
    continueWith: (provider: string) => `Continue with ${provider}`,
    useCode: "Use a recovery code",
    back: "Back",
    newTitle: "Nice to meet you",
    newWhy:
      "A passkey is kept by your phone, computer or security key, and opened by your finger, face or PIN. No password.",
    makePasskey: "Create a passkey",
    codeTitle: "Recovery code",
    code: "Recovery code",
    codeWhy: "One of the codes you saved. Each works once.",
    codeMissing: "Enter the code first.",
    enter: "Continue",
    busy: "Waiting for your device…",
    noScript: "Please turn on JavaScript to sign in.",
    off: "Signing in is not set up here. You can still join any open space as a guest.",
  },

  inCall: {
    stays: "You stay in the call. Others see your account’s name.",
    moment: "One moment…",
    goOn: "Continue in the window that opened.",
    givenUp: "The sign-in was not finished.",
    blocked: "The browser blocked the window.",
    blockedMore: "You can sign in on this page instead, and then join again.",
    byPage: "Sign in on this page",
    tryAgain: "Try again",
    own: "Your account",
    ownMore: "opens in a new tab",
    outWhy: "Your account leaves this call when you sign out.",
    outAndGo: "Sign out and hang up",
    outAndStay: "Sign out and stay as a guest",
  },

  trouble: {
    "cancelled": "No passkey was used. Try again when you are ready.",
    "already-here": "This device already has your passkey.",
    "unfit": "This device cannot keep a passkey. Try your phone or a security key.",
    "wrong-address": "Passkeys do not work at this address. Use the site’s domain name.",
    "cookies-off":
      "This browser blocks cookies, so you cannot stay signed in. Allow them and try again.",
    "unsupported": "This browser cannot use passkeys. Try a newer one.",
    "passkey-unknown": "This passkey no longer works here.",
    "code-unknown": "That code is wrong or already used.",
    "last-way-in": "This is your only way to sign in. Add a passkey or recovery codes first.",
    "owns-spaces": "You still own spaces. Delete them first, in their settings.",
    "too-many-passkeys": "You have reached the limit. Remove a passkey first.",
    "rate-limited": "Too many tries. Wait a moment.",
    "offline": "Cannot reach the server. Check your connection.",
    "storage-unavailable": "We are having trouble. Try again in a moment.",
    "unexpected": "Something went wrong. Try again.",
  },
};

/** The shape that every language fills. */
export type AccountWords = typeof enAccount;
