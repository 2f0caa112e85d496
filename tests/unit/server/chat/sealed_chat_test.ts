/** The chat of an encrypted space, and what a change of its key does. */
import { expect } from "expect";
import { chatPageSchema } from "../../../../lib/contract/chat.ts";
import { formatSealed, sealedMaxCharacters } from "../../../../lib/contract/encryption.ts";
import { spaceAnswerSchema } from "../../../../lib/contract/space.ts";
import { tokenAnswerSchema } from "../../../../lib/contract/token.ts";
import { heard, join, owned } from "../../../fakes/owned_space.ts";
import type { TestBrowser } from "../../../fakes/test_server.ts";

const keyCheck = "A".repeat(22);
const otherCheck = "B".repeat(22);
const path = "/api/spaces/tea";
let ids = 0;

const sealedBy = (keyCheck: string, sealed = "s".repeat(60)) => formatSealed({ keyCheck, sealed });

function say(browser: TestBrowser, text: string) {
  return browser.send("POST", `${path}/messages`, { text, clientId: `client-id-${++ids}` });
}

function setKey(browser: TestBrowser, keyCheck: unknown) {
  return browser.send("PATCH", path, { keyCheck });
}

async function textsOf(browser: TestBrowser) {
  const page = chatPageSchema.parse(await (await browser.send("GET", `${path}/messages`)).json());
  return page.entries.map((entry) => entry.type === "message" && entry.text);
}

Deno.test("an encrypted space takes sealed messages of its key alone, and any other none [S349]", async () => {
  const { server, owner, guest } = await owned();
  const kim = await guest("Kim");
  await join(server, kim);
  expect(await heard(say(kim, sealedBy(keyCheck)))).toBe("other-key");
  expect(await heard(setKey(owner, keyCheck))).toBe("200");
  await join(server, kim);
  expect(await heard(say(kim, "Hello"))).toBe("not-encrypted");
  expect(await heard(say(kim, sealedBy(otherCheck)))).toBe("other-key");
  expect(await heard(say(kim, sealedBy(keyCheck)))).toBe("201");
  expect(await textsOf(kim)).toEqual([sealedBy(keyCheck)]);
  // The limit counts what is sealed.
  const room = sealedMaxCharacters - sealedBy(keyCheck, "").length;
  expect(await heard(say(kim, sealedBy(keyCheck, "s".repeat(room))))).toBe("201");
  expect(await heard(say(kim, sealedBy(keyCheck, "s".repeat(room + 1))))).toBe("invalid-body");
});

Deno.test("only the owner changes a space's key, and only to something like one [S350]", async () => {
  const { server, owner, guest } = await owned();
  const lee = server.browser();
  await server.signIn(lee, { userId: "lee", sessionId: "lee" });
  const seatId = await join(server, lee);
  await owner.send("PUT", `${path}/people/${seatId}`, { role: "moderator" });
  const kim = await guest("Kim");
  for (const other of [lee, kim]) {
    for (const value of [keyCheck, null]) {
      expect(await heard(setKey(other, value))).toBe("not-allowed");
    }
  }
  for (const value of ["", "A".repeat(43), `${keyCheck} `, 7, {}]) {
    expect(await heard(setKey(owner, value))).toBe("invalid-body");
  }
  const secret = { keyCheck, secret: "s".repeat(43) };
  expect(await heard(owner.send("PATCH", path, secret))).toBe("invalid-body");
  const made = { slug: "milk", keyCheck };
  expect(await heard(owner.send("POST", "/api/spaces", made))).toBe("invalid-body");
});

Deno.test("another key ends the call and empties the chat; the same again changes nothing [S351]", async () => {
  const { server, owner, guest } = await owned();
  const kim = await guest("Kim");
  await join(server, kim);
  await say(kim, "In plain");
  const room = () => server.livekit.rooms.get("space-tea") ?? [];
  expect(room()).toHaveLength(1);
  await setKey(owner, keyCheck);
  expect(room()).toEqual([]);
  expect(await heard(say(kim, sealedBy(keyCheck)))).toBe("not-inside");
  await join(server, kim);
  expect(await textsOf(kim)).toEqual([]);
  await say(kim, sealedBy(keyCheck));
  await setKey(owner, keyCheck);
  expect([room().length, await textsOf(kim)]).toEqual([1, [sealedBy(keyCheck)]]);
  await setKey(owner, otherCheck);
  expect(room()).toEqual([]);
  await join(server, kim);
  expect(await heard(say(kim, sealedBy(keyCheck)))).toBe("other-key");
  await setKey(owner, null);
  expect(room()).toEqual([]);
});

Deno.test("the check of a space's key is told with the space, its settings and each token", async () => {
  const { owner, guest } = await owned();
  const kim = await guest("Kim");
  const space = async (browser: TestBrowser) =>
    spaceAnswerSchema.parse(await (await browser.send("GET", path)).json());
  const token = async () => {
    const body = { roomName: "space-tea" };
    const answer = await kim.send("POST", "/api/livekit/token", body);
    return tokenAnswerSchema.parse(await answer.json());
  };
  expect((await space(kim)).keyCheck).toBe(undefined);
  expect((await space(owner)).settings?.keyCheck).toBe(null);
  expect((await token()).keyCheck).toBe(undefined);
  await setKey(owner, keyCheck);
  expect((await space(kim)).keyCheck).toBe(keyCheck);
  expect((await space(owner)).settings?.keyCheck).toBe(keyCheck);
  expect((await token()).keyCheck).toBe(keyCheck);
});
