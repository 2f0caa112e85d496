/** English words of encrypted spaces; loaded with the first of them. */
export const enEncryption = {
  on: "Encrypted",
  onMore: "End-to-end encrypted: only people with the key hear, see and read what happens here.",
  title: "End-to-end encryption",
  compare: "Read these words to the others. The same words mean the same key.",

  why:
    "Sound, pictures and messages are encrypted in the browser, by a key that is in the link and that the server never gets.",
  without:
    "Agents, recorders, phone callers and other LiveKit clients without the key hear and see nothing, and nobody hears or sees them. A person without the whole link cannot join.",
  state: { on: "This space is encrypted.", off: "This space is not encrypted." },
  switchOn: "Encrypt this space",
  switchOnAsk:
    "Encrypt it? A running call ends, and its messages are deleted. Everybody needs the new link.",
  renew: "Make a new key",
  renewAsk:
    "Make a new key? A running call ends, its messages are deleted, and all links of before stop opening this space.",
  switchOff: "Stop encrypting",
  switchOffAsk: "Stop encrypting? A running call ends, and its messages are deleted.",
  keep: "Cancel",
  link: "The link with the key",
  linkMore: "Keep it, and send it to those who may join. The server cannot give it back to you.",
  copy: "Copy",
  copied: "Copied",
  noKey:
    "This browser does not have the key. Open the space by its whole link here, or make a new key.",
  noStorage: "This browser keeps nothing, so copy the link now: it is shown only once.",
};

export type EncryptionWords = typeof enEncryption;
