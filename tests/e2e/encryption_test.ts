/** One journey through an encrypted space: who has the key, who has none or another, and the server, which never gets it. */
import { join as joinPath } from "node:path";
import { expect } from "expect";
import type { Locator, Page } from "playwright-core";
import { linkWithKey } from "../../lib/contract/kept_key.ts";
import { createdLinkSchema } from "../../lib/contract/space.ts";
import { deriveSpaceKey, newSecret, type SpaceKey } from "../../lib/contract/space_key.ts";
import { startApp } from "../../toolchain/app.ts";
import { eventually } from "./eventually.ts";
import { faultsOf } from "./page_checks.ts";
import { lacksPasskeys, namedUrl } from "./passkeys.ts";
import {
  button,
  isDescribed,
  isInside,
  join,
  joinByApi,
  joinSignedIn,
  participant,
  send,
  switchOn,
} from "./people.ts";
import { owner } from "./space_owner.ts";
import { outputFolder, type Testbed, testsOnTestbed } from "./testbed.ts";

const slug = "tea";
const kvFile = joinPath(outputFolder, "encryption.kv");

const test = testsOnTestbed("encryption", {
  ignore: lacksPasskeys,
  async start(options) {
    for (const end of ["", "-wal", "-shm"]) await Deno.remove(kvFile + end).catch(() => {});
    return await startApp({ ...options, kvUrl: kvFile });
  },
});

/** All that a page's browser sent to any server: addresses and bodies. */
const sent: string[] = [];

function listen(page: Page): Page {
  page.context().on("request", (request) => {
    sent.push(request.url(), request.postData() ?? "", JSON.stringify(request.headers()));
  });
  page.on("websocket", (socket) => sent.push(socket.url()));
  return page;
}

async function keyOf(secret: string): Promise<SpaceKey> {
  const key = await deriveSpaceKey(secret);
  if (key === null) throw new Error(`No key: ${secret}`);
  return key;
}

const base64 = (bytes: ArrayBuffer) => new Uint8Array(bytes).toBase64();

/** A new page of another person, at this address. */
async function visit(testbed: Testbed, address: string): Promise<Page> {
  const context = await testbed.person({ reducedMotion: "reduce" });
  const page = listen(await context.newPage());
  await page.goto(address);
  return page;
}

const soundsOn = (page: Page) => page.evaluate(() => document.querySelectorAll("audio").length);

const lockOf = (page: Page, name: string): Locator =>
  participant(page, name).locator("[data-lock]");

async function hasLock(page: Page, name: string, verdict: string): Promise<void> {
  await eventually(async () =>
    expect(await lockOf(page, name).getAttribute("data-lock")).toBe(verdict)
  );
}

/** Frames of a person's picture are shown. */
async function seesPicture(page: Page, name: string): Promise<void> {
  const video = participant(page, name).locator("video");
  await eventually(async () =>
    expect(await video.evaluate((element) => (element as HTMLVideoElement).videoWidth))
      .toBeGreaterThan(0)
  );
}

async function wordsOn(page: Page): Promise<string> {
  await button(page, "People").click();
  const words = page.locator(".key-words");
  await words.waitFor();
  const text = await words.innerText();
  await button(page, "People").click();
  return text;
}

async function openChat(page: Page): Promise<Locator> {
  await button(page, "Chat").click();
  const field = page.getByRole("textbox", { name: "Write a message" });
  await field.waitFor();
  return field;
}

async function sees(page: Page, text: string): Promise<void> {
  await page.getByRole("list", { name: "Messages" }).getByText(text, { exact: true }).waitFor();
}

test("people with the key meet; who has none or another is heard by nobody, and told; the server never gets it [S355]", async (testbed) => {
  // The owner switches it on, and gets the link with the key.
  const olive = listen(await owner(testbed, { slug }));
  await olive.emulateMedia({ reducedMotion: "reduce" });
  await olive.goto(`${namedUrl(testbed)}/space/${slug}/settings`);
  await button(olive, "Encrypt this space").click();
  await button(olive, "Encrypt this space").last().click();
  const linkField = olive.getByRole("textbox", { name: "The link with the key" });
  const link = await linkField.inputValue();
  const secret = new URLSearchParams(new URL(link).hash.slice(1)).get("key") ?? "";
  const key = await keyOf(secret);
  const faults = await faultsOf(olive, "settings of an encrypted space");
  await olive.goto(`${namedUrl(testbed)}/space/${slug}`);
  await switchOn(olive, "Microphone");
  await switchOn(olive, "Camera");
  await joinSignedIn(olive);
  await olive.getByText("Encrypted", { exact: true }).waitFor();

  // Without the key: told before joining, and not let in by the page.
  const lee = await visit(testbed, `${testbed.app.url}/space/${slug}`);
  await lee.getByText("your link has no key").waitFor();
  await lee.getByRole("textbox", { name: "Your name" }).fill("Lee");
  await button(lee, "Join").click();
  await lee.getByText("your link has no key").waitFor();
  const wrong = await visit(testbed, `${testbed.app.url}/space/${slug}#key=${newSecret()}`);
  await wrong.getByText("Your key does not open this space").waitFor();

  // By an invitation with the key: both ways, and both secrets leave the address.
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const made = createdLinkSchema.parse(
    await send(olive, `/api/spaces/${slug}/links`, { role: "speaker", uses: 1, expiresAt: until }),
  );
  const invitation = new URL(linkWithKey(made.url, secret));
  const kim = await visit(testbed, testbed.app.url + invitation.pathname + invitation.hash);
  await join(kim, "Kim", { hasMicrophone: true, hasCamera: true });
  await eventually(() => Promise.resolve(expect(new URL(kim.url()).hash).toBe("")));
  for (const [page, other] of [[olive, "Kim"], [kim, "Olive"]] as const) {
    await hasLock(page, other, "encrypted");
    await seesPicture(page, other);
  }
  expect(await wordsOn(olive)).toBe(await wordsOn(kim));

  // Another client with the key is heard, and hears.
  const right = await joinByApi(testbed, slug, "Right", { mediaKey: base64(key.media) });
  await hasLock(kim, "Right", "encrypted");
  await seesPicture(kim, "Right");
  await right.until(
    "Kim's sound",
    () =>
      right.other("Kim")?.tracks.some(({ source, loudness }) =>
        source === "microphone" && loudness > 0.01
      ) ?? false,
  );
  const sounds = await soundsOn(kim);

  // One in plain, one by another key: open locks, no sound, no picture, and the reason.
  await joinByApi(testbed, slug, "Plain");
  const otherKey = await keyOf(newSecret());
  await joinByApi(testbed, slug, "Wrong", {
    mediaKey: base64(otherKey.media),
    hasPicture: false,
  });
  for (const page of [kim, olive]) {
    await hasLock(page, "Plain", "not-encrypted");
    await hasLock(page, "Wrong", "unreadable");
    await isDescribed(participant(page, "Plain"), "not encrypted, left out");
    await isDescribed(participant(page, "Wrong"), "has no key or another one, left out");
    for (const name of ["Plain", "Wrong"]) {
      expect(await participant(page, name).locator("video").count()).toBe(0);
    }
  }
  expect(await soundsOn(kim)).toBe(sounds);
  expect(await participant(kim, "Plain").locator(".ring-on").count()).toBe(0);
  await hasLock(kim, "Olive", "encrypted");
  faults.push(...await faultsOf(kim, "an encrypted call", "colours"));

  // Chat, with its history for whoever comes back.
  const field = await openChat(kim);
  await field.fill("The canary sings at noon");
  await field.press("Enter");
  await openChat(olive);
  await sees(olive, "The canary sings at noon");
  await kim.reload();
  await join(kim, "Kim");
  await openChat(kim);
  await sees(kim, "The canary sings at noon");

  // A new key: the call ends, and the former link opens nothing.
  await olive.goto(`${namedUrl(testbed)}/space/${slug}/settings`);
  await button(olive, "Make a new key").click();
  await button(olive, "Make a new key").last().click();
  await eventually(async () => expect(await linkField.inputValue()).not.toBe(link));
  await button(kim, "Come back").click();
  await kim.getByText("Your key does not open this space").waitFor();
  await kim.goto(await linkField.inputValue());
  await join(kim, "Kim");
  await isInside(kim);

  // Canaries: nothing of the key left a browser, nothing is stored or logged.
  const secrets = [secret, secret.slice(0, 20), base64(key.media), "canary sings"];
  secrets.push(new Uint8Array(key.media).toHex());
  const kept: string[] = [testbed.app.output, ...sent];
  for (const end of ["", "-wal"]) {
    kept.push(
      new TextDecoder("latin1").decode(
        await Deno.readFile(kvFile + end).catch(() => new Uint8Array()),
      ),
    );
  }
  for (const name of ["encryption.app.log", "encryption.livekit.log"]) {
    kept.push(await Deno.readTextFile(joinPath(outputFolder, name)));
  }
  for (const canary of secrets) {
    expect(kept.filter((text) => text.includes(canary)).map((text) => text.slice(0, 80))).toEqual(
      [],
    );
  }
  // The check is there, so the search would have found more.
  expect(kept.some((text) => text.includes(key.check))).toBe(true);
  // The worker is for calls that are encrypted.
  expect(sent.some((text) => text.includes("/processing/e2ee_worker-"))).toBe(true);
  const ofBar = /device-menu|(Previous|Next) people/;
  expect(faults.filter((fault) => !ofBar.test(fault))).toEqual([]);
});
