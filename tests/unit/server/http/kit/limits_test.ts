import { reactionsPerSecond } from "../../../../../lib/contract/reactions.ts";
import { maxIdCharacters } from "../../../../../lib/server/livekit/webhook_receiver.ts";
import { expect } from "expect";
import { participantNameMaxCharacters } from "../../../../../lib/contract/names.ts";
import { slugMaxBytes, slugMaxCharacters } from "../../../../../lib/contract/space_address.ts";
import { maxLinkUses, maxSpaceCapacity } from "../../../../../lib/contract/space.ts";
import {
  guestIdleMs,
  guestRenewalMs,
  maxAdmittedSpaces,
  maxHeldSeats,
} from "../../../../../lib/server/sessions/guest_session_rows.ts";
import { chatPageEntries } from "../../../../../lib/contract/chat.ts";
import { messageMaxCharacters } from "../../../../../lib/contract/message_text.ts";
import { chatEmptyAfterMs } from "../../../../../lib/server/chat/clear_chat.ts";
import { chatEntryLifeMs, chatSentLifeMs } from "../../../../../lib/server/rows/chat_rows.ts";
import { guestLifeMs } from "../../../../../lib/server/rows/kv_keys.ts";
import { rateLimitTable } from "../../../../../lib/server/http/kit/limits_table.ts";
import {
  hostClockToleranceSeconds,
  hostJwtMaxCharacters,
  jwksCooldownMs,
  jwksDeadlineMs,
  jwksLifeMs,
} from "../../../../../lib/server/sessions/host_jwt.ts";
import { hostSessionLifeMs } from "../../../../../lib/server/sessions/host_session.ts";
import { oidcCeremonyLifeMs } from "../../../../../lib/server/http/endpoints/oidc.ts";
import { ownPathMaxCharacters } from "../../../../../lib/server/http/kit/own_path.ts";
import { discoveryLifeMs, oidcDeadlineMs } from "../../../../../lib/server/accounts/oidc.ts";
import { maxPathCharacters } from "../../../../../lib/server/http/kit/api.ts";
import { maxBodyBytes, maxBodyDepth } from "../../../../../lib/server/http/kit/body.ts";
import {
  maxPresenceStreams,
  maxStreamsPerAddress,
} from "../../../../../lib/server/http/endpoints/presence_stream.ts";
import { webhookMaxBytes } from "../../../../../lib/server/http/endpoints/webhook.ts";
import { logPageLines } from "../../../../../lib/server/http/endpoints/space_log.ts";
import { maxKnocks } from "../../../../../lib/server/access/knock_list.ts";
import { maxLinks } from "../../../../../lib/server/rows/link_rows.ts";
import { maxPeople } from "../../../../../lib/server/spaces/people.ts";
import { maxOwnedSpaces } from "../../../../../lib/server/spaces/spaces.ts";
import { kvDeadlineMs, maxHangingProbes } from "../../../../../lib/server/storage/kv_connection.ts";
import { livekitDeadlineMs } from "../../../../../lib/server/livekit/livekit_api.ts";
import { eventLogLifeMs } from "../../../../../lib/server/presence/event_log.ts";
import {
  allConnections,
  tombstoneLifeMs,
  webhookEventLifeMs,
} from "../../../../../lib/server/rows/presence_rows.ts";
import { maxRememberedRows } from "../../../../../lib/server/storage/row_memory.ts";
import { maxCounted } from "../../../../../lib/server/base/rate_limits.ts";
import {
  handLifeMs,
  maxConnectedGenerations,
  seatLifeMs,
} from "../../../../../lib/server/seats/seats.ts";
import { challengeLifeMs, maxPasskeys } from "../../../../../lib/server/accounts/passkeys.ts";
import { recoveryCodeCount } from "../../../../../lib/server/accounts/recovery_codes.ts";
import { storageDeadlineMs } from "../../../../../lib/server/storage/storage_deadline.ts";
import {
  maxUserSessions,
  userIdleMs,
  userLifeMs,
  userRenewalMs,
} from "../../../../../lib/server/sessions/user_session_rows.ts";
import { evictionWaitMs } from "../../../../../lib/server/seats/evict_and_wait.ts";
import {
  knockLifeMs,
  placesCountLifeMs,
  refusalMs,
} from "../../../../../lib/server/rows/space_rows.ts";

const constants: Record<string, number> = {
  allConnections,
  chatEmptyAfterMs,
  chatEntryLifeMs,
  chatPageEntries,
  chatSentLifeMs,
  messageMaxCharacters,
  challengeLifeMs,
  eventLogLifeMs,
  evictionWaitMs,
  guestIdleMs,
  guestLifeMs,
  guestRenewalMs,
  handLifeMs,
  discoveryLifeMs,
  hostClockToleranceSeconds,
  hostJwtMaxCharacters,
  hostSessionLifeMs,
  oidcCeremonyLifeMs,
  oidcDeadlineMs,
  ownPathMaxCharacters,
  jwksDeadlineMs,
  jwksLifeMs,
  jwksCooldownMs,
  knockLifeMs,
  kvDeadlineMs,
  maxConnectedGenerations,
  livekitDeadlineMs,
  maxAdmittedSpaces,
  maxBodyBytes,
  maxBodyDepth,
  maxHangingProbes,
  maxHeldSeats,
  maxPathCharacters,
  maxCounted,
  maxRememberedRows,
  placesCountLifeMs,
  maxPresenceStreams,
  maxStreamsPerAddress,
  logPageLines,
  maxKnocks,
  maxLinkUses,
  maxLinks,
  maxIdCharacters,
  maxOwnedSpaces,
  maxPeople,
  maxSpaceCapacity,
  maxPasskeys,
  maxUserSessions,
  participantNameMaxCharacters,
  reactionsPerSecond,
  recoveryCodeCount,
  slugMaxBytes,
  slugMaxCharacters,
  refusalMs,
  seatLifeMs,
  storageDeadlineMs,
  tombstoneLifeMs,
  userIdleMs,
  userLifeMs,
  userRenewalMs,
  webhookEventLifeMs,
  webhookMaxBytes,
};

Deno.test("docs/limits.md has the numbers that the code has", async () => {
  const page = await Deno.readTextFile(new URL("../../../../../docs/limits.md", import.meta.url));
  const written = Object.fromEntries(
    [...page.matchAll(/\(`(\w+)` (\d+)\)/g)].map(([, name, value]) => [name, Number(value)]),
  );
  expect(written).toEqual(constants);
});

Deno.test("docs/limits.md has the rate limits that endpoints declare", async () => {
  const address = new URL("../../../../../docs/limits.md", import.meta.url);
  const page = await Deno.readTextFile(address);
  const table = /(?<=<!-- rate limits[^>]*>\n\n)[^]*?(?=\n\n<!-- end -->)/;
  const made = page.replace(table, rateLimitTable);
  if (Deno.env.get("MADANG_WRITE_DOCS")) await Deno.writeTextFile(address, made);
  else expect(page).toBe(made);
  expect(made).toContain(rateLimitTable());
});
