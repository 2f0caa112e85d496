/** The owned space and its owner, as making a space and signing in store them. */
import { defaultPublishSources } from "../../lib/server/access/access.ts";
import { userSessionKey } from "../../lib/server/rows/kv_keys.ts";
import { linkSecretKey } from "../../lib/server/rows/link_rows.ts";
import { admissionVersionKey, spaceKey, type SpaceRow } from "../../lib/server/rows/space_rows.ts";
import { newUserSession } from "../../lib/server/sessions/user_session_rows.ts";
import { sessionIdOf, type UserCookie } from "./browser.ts";
import type { FakeKvServer } from "./fake_kv_server.ts";
import { hostId, ownedSlug } from "./rights.ts";
import { usualCapacity } from "./steps.ts";

/** The owner's cookie. */
export const hostCookie: UserCookie = {
  token: `mdu_${"h".repeat(43)}`,
  sessionId: "host-session",
  user: hostId,
};

/** The key that links are signed with: imported before, since a real import takes its own time. */
export const linkSecret = new Uint8Array(32).fill(7);

/** Stores the space on first use, so that sequences without an owner's deeds are as they are without it. */
export function ownSpace(kv: FakeKvServer, now: number): void {
  const sessionKey = userSessionKey(sessionIdOf(hostCookie.token));
  if (kv.read(sessionKey).value === null) {
    const { sessionId, user } = hostCookie;
    const session = { sessionId, userId: user, participantName: user, label: "", seats: [] };
    // For as long as a test runs.
    const expiresAt = now + 365 * 24 * 3_600_000;
    kv.put(sessionKey, { ...newUserSession(session, now), expiresAt });
  }
  if (kv.read(spaceKey(ownedSlug)).value !== null) return;
  const rules: SpaceRow = {
    slug: ownedSlug,
    ownerId: hostId,
    createdAt: now,
    policy: "open",
    isLocked: false,
    capacity: usualCapacity,
    defaultRole: "speaker",
    publishSources: defaultPublishSources,
  };
  kv.put(linkSecretKey, { secret: linkSecret });
  kv.put(admissionVersionKey(ownedSlug), { change: "made", changedAt: now });
  kv.put(spaceKey(ownedSlug), rules);
}
