/** Mutants of signing in: what an attacker, or a person's own mistake, would go through. */
import type { Mutant } from "./apply.ts";

const passkeys = { test: { file: "tests/unit/server/accounts/passkeys_test.ts" } } as const;
const sessions = { test: { file: "tests/unit/server/sessions/user_sessions_test.ts" } } as const;

export const accountRows: readonly Mutant[] = [
  {
    name: "account-ceremony-used-twice",
    defect: "an answer that was overheard signs in once more",
    file: "lib/server/accounts/pending_sign_ins.ts",
    search: "writes: [deleteRow(row.key)]",
    replacement: "writes: []",
    ...passkeys,
  },
  {
    name: "account-list-full-of-ended",
    defect: "sessions that are good are on no list, cannot be ended, and outlive their account",
    file: "lib/server/sessions/user_sessions.ts",
    search: "await forgetEndedSessions(services, userId);",
    replacement: "",
    test: { ...sessions.test, filter: "forgets sessions" },
  },
  {
    name: "account-asker-not-last",
    defect:
      "whose deletion was interrupted cannot ask again, while other browsers are still signed in",
    file: "lib/server/spaces/delete_account.ts",
    search: ".filter((other) => other !== sessionId);",
    replacement: '.filter((other) => other !== "");',
    test: { file: "tests/unit/server/spaces/deletion_test.ts", filter: "can be deleted by" },
  },
  {
    name: "account-ceremony-of-any-kind",
    defect: "a registration's challenge is answered as a sign-in's",
    file: "lib/server/accounts/pending_sign_ins.ts",
    search: "if (isMine && found.kind === kind)",
    replacement: "if (isMine)",
    ...passkeys,
  },
  {
    name: "account-copied-key",
    defect: "a passkey whose counter goes back is taken",
    file: "lib/server/accounts/passkeys.ts",
    search: "publicKey: publicKey.slice(), counter }",
    replacement: "publicKey: publicKey.slice(), counter: 0 }",
    ...passkeys,
  },
  {
    name: "account-passkey-for-another",
    defect: "a passkey that one user began to add is added to the user who signs in meanwhile",
    file: "lib/server/accounts/passkeys.ts",
    search: "if (!isNew && asking !== userId) throw passkeyRefused();",
    replacement: "",
    ...passkeys,
  },
  {
    name: "account-passkey-taken-over",
    defect: "a credential's id is registered by a second user",
    file: "lib/server/accounts/passkeys.ts",
    search: "if (before === null || passkeyRow.value !== null) throw passkeyRefused();",
    replacement: "if (before === null) throw passkeyRefused();",
    ...passkeys,
  },
  {
    name: "account-last-way-in",
    defect: "two who remove one passkey each lock the person out",
    file: "lib/server/accounts/account_passkeys.ts",
    search:
      "deleteRow(passkeyKey(credentialId)),\n];\nreturn { commit: { checks: [unchanged(row)], writes }",
    replacement:
      "deleteRow(passkeyKey(credentialId)),\n];\nreturn { commit: { checks: [], writes }",
    ...passkeys,
  },
  {
    name: "account-code-used-twice",
    defect: "a recovery code opens the account for all who send it at once",
    file: "lib/server/accounts/recovery_codes.ts",
    search: "checks: [row, userRow].map(unchanged)",
    replacement: "checks: []",
    ...passkeys,
  },
  {
    name: "account-other-site-signs-in",
    defect: "another site's page signs its visitor in as a user of its choosing",
    file: "lib/server/http/kit/signed_in.ts",
    search: 'if (siteOf(request, config) !== "other") return;',
    replacement: "return;",
    ...passkeys,
  },
  {
    name: "account-former-user-stays",
    defect: "the user whom the browser had before stays in the call",
    file: "lib/server/sessions/user_sessions.ts",
    search: "const held = former && !kept ? await readHeldSeats(kv, former.seats) : [];",
    replacement: "const held: never[] = [];",
    ...sessions,
  },
  {
    name: "account-rotation-escapes",
    defect: "a session that is rotated while it is ended lives on",
    file: "lib/server/sessions/user_sessions.ts",
    search: "tokenHash = isOver ? undefined : entry.value?.tokenHash;",
    replacement: "tokenHash = undefined;",
    ...sessions,
  },
];
