/** End-to-end encryption, broken guard by guard. */
import type { Mutant } from "./apply.ts";

function test(file: string, filter: string) {
  return { test: { file: `tests/unit/${file}`, filter } };
}

const guardTest = "media/encryption/frame_guard_test.ts";

export const encryptionMutants: readonly Mutant[] = [
  {
    name: "plain-track-played",
    defect: "a track that is labelled plain is heard and seen",
    file: "lib/media/encryption/frame_guard.ts",
    search: 'return track.isEncrypted && this.#of(identity).verdict !== "unreadable";',
    replacement: 'return this.#of(identity).verdict !== "unreadable";',
    ...test(guardTest, "FrameGuard leaves out what is not encrypted"),
  },
  {
    name: "unreadable-played",
    defect: "a participant with another key stays attached",
    file: "lib/media/encryption/frame_guard.ts",
    search: 'isKnown ? { isSuspect: true } : { verdict: "unreadable" }',
    replacement: "{ isSuspect: true }",
    ...test(guardTest, "FrameGuard leaves out a participant whose frames do not decrypt"),
  },
  {
    name: "lost-key-played",
    defect: "a participant whose frames decrypt no more stays attached",
    file: "lib/media/encryption/frame_guard.ts",
    search: 'verdict: isSuspect ? "unreadable" : verdict,',
    replacement: "verdict,",
    ...test(guardTest, "FrameGuard does not mind one broken frame"),
  },
  {
    name: "plain-frames-pass",
    defect: "the worker is told to let a participant's frames through as they are",
    file: "lib/media/livekit/encrypt_room.ts",
    search: "data: { ...data, enabled: true }",
    replacement: "data: { enabled: true, ...data }",
    ...test(guardTest, "alwaysEncrypted()"),
  },
  {
    name: "message-of-another",
    defect: "the server can show a message as another author's",
    file: "lib/media/encryption/envelope.ts",
    search: "JSON.stringify([slug, clientId, seatId])",
    replacement: "JSON.stringify([slug, clientId])",
    ...test("media/encryption/envelope_test.ts", "open() refuses a message under another author"),
  },
  {
    name: "joined-in-plain",
    defect: "a server that says *not encrypted* is believed by a browser with the key",
    file: "lib/media/encryption/space_keys.ts",
    search: "if (secrets.length === 0) return null;",
    replacement: "if (secrets.length >= 0) return null;",
    ...test("media/encryption/space_keys_test.ts", "SpaceKeys does not join in plain"),
  },
  {
    name: "any-key-joins",
    defect: "a key is taken that is not the space's",
    file: "lib/media/encryption/space_keys.ts",
    search: "if (key?.check !== keyCheck) continue;",
    replacement: "if (!key) continue;",
    ...test(
      "media/encryption/space_keys_test.ts",
      "SpaceKeys tells a missing key from a wrong one",
    ),
  },
  {
    name: "plain-message-taken",
    defect: "the server stores a message in plain in an encrypted space",
    file: "lib/server/chat/post_message.ts",
    search: "if (sealedBy === keyCheck) return;",
    replacement: "if (sealedBy === null || sealedBy === keyCheck) return;",
    ...test("server/chat/sealed_chat_test.ts", "an encrypted space takes sealed messages"),
  },
  {
    name: "key-by-a-moderator",
    defect: "a moderator replaces the key, and locks everybody out",
    file: "lib/server/spaces/spaces.ts",
    search: "change.chatKept !== undefined || change.keyCheck !== undefined;",
    replacement: "change.chatKept !== undefined;",
    ...test("server/chat/sealed_chat_test.ts", "only the owner changes a space's key"),
  },
  {
    name: "former-key-goes-on",
    defect: "a call goes on by the key that was replaced",
    file: "lib/server/spaces/spaces.ts",
    search: "if (changed.isRekeyed) await disconnectAll(services, slug);",
    replacement: "",
    ...test("server/chat/sealed_chat_test.ts", "another key ends the call"),
  },
];
