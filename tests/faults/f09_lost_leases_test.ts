/**
 * F9, on the two leases of the reconciler. Defect that it catches: a lease whose reply was lost has no holder, so
 * that no replica looks at any space until it ends.
 */
import { expect } from "expect";
import { readPresence } from "../../lib/server/presence/presence.ts";
import {
  reconcileAllWhenDue,
  reconcileWhenStale,
} from "../../lib/server/presence/reconcile_rounds.ts";
import { FakeKv } from "../fakes/fake_kv.ts";
import { connectionOf, openTestServices } from "../fakes/test_services.ts";

for (
  const [name, look] of [
    ["a round over all spaces", (services) => reconcileAllWhenDue(services)],
    ["a look at one space", (services) => reconcileWhenStale(services, "tea")],
  ] satisfies [string, (services: Parameters<typeof reconcileWhenStale>[0]) => Promise<unknown>][]
) {
  Deno.test(`F9 ${name} goes on although the reply to its lease was lost`, async () => {
    const kv = new FakeKv();
    await using server = await openTestServices({ kv });
    const connection = connectionOf(await server.seat(), 1);
    server.livekit.rooms.set("space-tea", [connection]);
    kv.lostReplies = 1;
    await look(server.services);
    expect((await readPresence(kv, "tea")).presence.count).toBe(1);
  });
}
