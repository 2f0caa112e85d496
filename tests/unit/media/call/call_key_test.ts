/** Joining an encrypted space: by its key, and not without. */
import { expect } from "expect";
import { deriveSpaceKey, newSecret } from "../../../../lib/contract/space_key.ts";
import { FakeMediaPorts, turn } from "../../../fakes/media/fake_media_ports.ts";
import { guest, setUp } from "../../../fakes/media/call_models.ts";

const secret = newSecret();
const keyCheck = (await deriveSpaceKey(secret))?.check ?? "";

/** WebCrypto answers on another thread. */
async function settled(is: () => boolean): Promise<void> {
  while (!is()) await turn();
}

function open({ key = "", isEncrypted = true, isKnown = true } = {}) {
  const ports = new FakeMediaPorts();
  if (key) ports.page.fragment.set("key", key);
  if (isEncrypted) ports.api.keyCheck = keyCheck;
  const patch = isEncrypted && isKnown ? { keyCheck } : {};
  const stage = setUp({ visitor: guest, ...patch }, ports);
  const { call } = stage;
  const join = async () => {
    await call.connect({ participantName: "Kim" });
    return [call.connectionState.value, call.error.value?.type ?? null, ports.rooms.rooms.length];
  };
  return { ...stage, join };
}

Deno.test("Call joins an encrypted space by the link's key, in an encrypted room", async () => {
  const { call, rooms, join } = open({ key: secret });
  await settled(() => call.key.value !== null);
  expect(await join()).toEqual(["connected", null, 1]);
  expect(rooms.mediaKeys).toEqual([(await deriveSpaceKey(secret))?.media]);
  expect(call.key.value?.secret).toBe(secret);
});

Deno.test("Call says before joining that the key is missing or wrong, and joins nothing [S352]", async () => {
  for (const [key, code] of [["", "key-missing"], [newSecret(), "key-wrong"]]) {
    const { call, join, api } = open({ key });
    await settled(() => call.error.value !== null);
    expect([call.connectionState.value, call.error.value?.type]).toEqual(["idle", code]);
    expect(await join()).toEqual(["idle", code, 0]);
    // Only the server knows whether another key is the right one by now.
    expect(api.calls.some((one) => one.startsWith("requestToken"))).toBe(key !== "");
  }
});

Deno.test("Call goes by the token: a space that was encrypted since the page was opened is not joined in plain [S353]", async () => {
  const { join } = open({ isKnown: false });
  expect(await join()).toEqual(["idle", "key-missing", 0]);
});

Deno.test("Call does not join in plain with a key in the link, until that is forgotten", async () => {
  const { call, join, rooms } = open({ key: secret, isEncrypted: false });
  await settled(() => call.error.value !== null);
  expect(await join()).toEqual(["idle", "encryption-off", 0]);
  call.forgetKey();
  await settled(() => call.error.value === null);
  expect(await join()).toEqual(["connected", null, 1]);
  expect([rooms.mediaKeys, call.key.value]).toEqual([[], null]);
});

Deno.test("Call goes by the last token: after a new key, the new link opens in the same tab, and the former does not", async () => {
  const { call, api, page, join } = open({ key: secret });
  await settled(() => call.key.value !== null);
  const next = newSecret();
  api.keyCheck = (await deriveSpaceKey(next))?.check;
  expect(await join()).toEqual(["idle", "key-wrong", 0]);
  page.fragment.set("key", next);
  page.happen("fragment");
  await settled(() => call.error.value === null);
  expect(await join()).toEqual(["connected", null, 1]);
});

Deno.test("Call takes the key of a link that is opened in the same tab", async () => {
  const { call, page } = open();
  await settled(() => call.error.value !== null);
  page.fragment.set("key", secret);
  page.happen("fragment");
  await settled(() => call.key.value !== null);
  expect(call.error.value).toBe(null);
});
