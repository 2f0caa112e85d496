/**
 * Storage as earlier servers wrote it, in `older/`, one file a commit: each row was read out of the storage of that server, run for
 * this. An account with a passkey, recovery codes and a space, its link, and two people who had a token.
 */
import { expect } from "expect";
import { z } from "zod";
import { upgradeStorage } from "../../../../lib/server/storage/schema.ts";
import { setRow } from "../../../../lib/server/storage/kv_port.ts";
import { openTestServer, type TestServer } from "../../../fakes/test_server.ts";

const folder = new URL("./older/", import.meta.url);

const storageSchema = z.object({
  at: z.number(),
  cookies: z.object({ user: z.string(), guest: z.string() }),
  link: z.string(),
  recoveryCode: z.string(),
  seats: z.object({ user: z.string(), guest: z.string() }),
  rows: z.array(z.tuple([z.array(z.string()), z.unknown()])),
});

/** Values as storage holds them: bytes are hexadecimal in the file. */
function stored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stored);
  if (typeof value !== "object" || value === null) return value;
  if ("$bytes" in value) return Uint8Array.fromHex(String(value.$bytes));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, stored(one)]));
}

async function openOlder(name: string) {
  const text = await Deno.readTextFile(new URL(name, folder));
  const older = storageSchema.parse(JSON.parse(text));
  const server = await openTestServer();
  server.now = older.at + 60_000;
  for (const [key, value] of older.rows) {
    await server.kv.commit({ checks: [], writes: [setRow(key, stored(value))] });
  }
  await upgradeStorage(server.kv);
  return { older, server };
}

function browserWith(server: TestServer, name: string, value: string) {
  const browser = server.browser();
  browser.cookies.set(name, value);
  const read = async (path: string) => await (await browser.send("GET", path)).json();
  return { browser, read };
}

for (const { name } of Deno.readDirSync(folder)) {
  Deno.test(`the storage of an earlier server (${name}) goes on: people, seats, spaces, links and codes`, async () => {
    const { older, server } = await openOlder(name);
    const kim = browserWith(server, "madang_user", older.cookies.user);
    expect(await kim.read("/api/account"))
      .toMatchObject({ participantName: "Kim", recoveryCodesLeft: 10, passkeys: [{}] });
    expect(await kim.read("/api/spaces")).toEqual({ slugs: ["tea"] });
    expect(await kim.read("/api/spaces/tea"))
      .toMatchObject({ role: "owner", policy: "knock", settings: { capacity: 7 } });
    const lee = browserWith(server, "madang_guest", older.cookies.guest);
    expect(await lee.read("/api/guest-sessions/me"))
      .toMatchObject({ participantName: "Lee", roomNames: ["space-open"] });
    // A seat is kept: the next generation of the same one.
    const [owner, guest] = [await kim.browser.token("tea"), await lee.browser.token("open")];
    expect([owner, guest].map(({ seatId, generation }) => `${seatId}.${generation}`))
      .toEqual([older.seats.user, older.seats.guest].map((one) => one.replace(/1$/, "2")));

    const han = server.browser();
    await han.enter("tea", "Han");
    const exchanged = await han.send("POST", "/api/spaces/tea/links/exchange", {
      link: older.link,
    });
    expect(await exchanged.json()).toEqual({ roomName: "space-tea", role: "moderator" });
    const recovered = await server.browser()
      .send("POST", "/api/recovery", { code: older.recoveryCode });
    expect([name, recovered.ok]).toEqual([name, true]);
    expect(server.lines.filter((line) => /"level":"(?:error|warn)"/.test(line))).toEqual([]);
  });
}
