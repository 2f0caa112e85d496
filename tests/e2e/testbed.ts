/** Everything that a test of a call needs: a LiveKit server, the built app, and a browser. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { join } from "node:path";
import { type App, type AppOptions, startApp } from "../../toolchain/app.ts";
import { type ChromiumOptions, launchChromium } from "../../toolchain/chromium.ts";
import { launchFirefox } from "../../toolchain/firefox.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { type LiveKitServer, startLiveKit } from "../../toolchain/livekit.ts";
import { type OidcProvider, startOidcProvider } from "../../toolchain/oidc_provider.ts";
import type { RtcParticipant } from "../../toolchain/rtc_participant.ts";
import { drawScreen, hearMadeEvents, spyOnMedia } from "./media_spy.ts";

export const outputFolder = join(import.meta.dirname ?? ".", "..", "output");

/** `MADANG_BROWSER=firefox` runs the same tests in Firefox; docs/browsers.md says which it cannot do. */
export const isFirefox = Deno.env.get("MADANG_BROWSER") === "firefox";
export const launchBrowser = isFirefox ? launchFirefox : launchChromium;

export interface TestbedOptions {
  /** With an identity provider beside it; the app is at `localhost` then. */
  hasProvider?: boolean;
  /** LiveKit's own YAML names, over the toolchain's configuration, top-level key by key. */
  liveKitOverrides?: () => Promise<Readonly<Record<string, unknown>>>;
  /** Starts the app: one process of it by default. */
  start?: (options: AppOptions) => Promise<App>;
}

/** A test that a browser cannot run is reported as ignored, not left out. */
export interface TestOptions {
  ignore?: boolean;
}

/** A server, an app and browsers of its own; pages and participants opened through it are closed with it. */
export class Testbed {
  readonly #browsers = new Map<string, Promise<Browser>>();
  readonly #contexts: BrowserContext[] = [];
  readonly #participants: RtcParticipant[] = [];

  private constructor(
    readonly liveKit: LiveKitServer,
    readonly app: App,
    readonly provider: OidcProvider | null,
  ) {}

  static async open(
    name: string,
    { hasProvider = false, start = startApp, liveKitOverrides }: TestbedOptions = {},
  ): Promise<Testbed> {
    await Deno.mkdir(outputFolder, { recursive: true });
    const port = freeTcpPort();
    const liveKit = await startLiveKit({
      webhookUrls: [`http://127.0.0.1:${port}/api/livekit/webhook`],
      logFile: join(outputFolder, `${name}.livekit.log`),
      overrides: await liveKitOverrides?.(),
    });
    let provider: OidcProvider | null = null;
    try {
      const logFile = join(outputFolder, `${name}.app.log`);
      // By a name, which passkeys need too.
      if (hasProvider) provider = await startOidcProvider({ appUrl: `http://localhost:${port}` });
      const app = await start({ liveKit, port, logFile, env: provider?.env });
      return new Testbed(liveKit, app, provider);
    } catch (error) {
      await provider?.stop();
      await liveKit.stop();
      throw error;
    }
  }

  /** A browser profile of its own, as of another person, that speaks English. */
  async person(
    options: BrowserContextOptions = {},
    chromium: ChromiumOptions = {},
  ): Promise<BrowserContext> {
    const browser = await this.#browser(chromium);
    const context = await browser.newContext({ locale: "en-GB", ...options });
    context.setDefaultTimeout(40_000);
    if (isFirefox) {
      await context.addInitScript(drawScreen);
      await context.addInitScript(hearMadeEvents);
    }
    await context.addInitScript(spyOnMedia);
    this.#contexts.push(context);
    return context;
  }

  /** Opens the page of a space in a new tab of `context`. */
  async visit(context: BrowserContext, slug: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${this.app.url}/space/${slug}`);
    return page;
  }

  /** Remembers a participant, so that it ends with the test. */
  keep(participant: RtcParticipant): RtcParticipant {
    this.#participants.push(participant);
    return participant;
  }

  /** A picture of each open page, for a test that failed. */
  async photograph(name: string): Promise<void> {
    const pages = this.#contexts.flatMap((context) => context.pages());
    for (const [i, page] of pages.entries()) {
      const path = join(outputFolder, `${name}-${i + 1}.png`);
      await page.screenshot({ path, timeout: 5000 }).catch(() => {});
    }
  }

  /** Closes every page and every participant, so that the next test begins with an empty space. */
  async clear(): Promise<void> {
    const participants = this.#participants.splice(0);
    const contexts = this.#contexts.splice(0);
    await Promise.all([
      ...participants.map((participant) => participant.leave()),
      ...contexts.map((context) => context.close()),
    ]);
  }

  async close(): Promise<void> {
    await this.clear();
    for (const browser of this.#browsers.values()) await (await browser).close();
    await this.app.stop();
    await this.provider?.stop();
    await this.liveKit.stop();
  }

  #browser({ severalMicrophones, ...others }: ChromiumOptions): Promise<Browser> {
    const chromium = isFirefox ? { severalMicrophones, ...others } : others;
    const key = JSON.stringify(chromium);
    const browser = this.#browsers.get(key) ?? launchBrowser({ framesPerSecond: 10, ...chromium });
    this.#browsers.set(key, browser);
    return browser;
  }
}

/** Tests that share one testbed, opened before the first and closed after the last; or all are ignored. */
export function testsOnTestbed(
  name: string,
  { ignore: ignoreAll = false, ...testbedOptions }: TestbedOptions & TestOptions = {},
): (claim: string, test: (testbed: Testbed) => Promise<void>, options?: TestOptions) => void {
  let testbed: Testbed | undefined;
  Deno.test.beforeAll(async () => {
    if (!ignoreAll) testbed = await Testbed.open(name, testbedOptions);
  });
  Deno.test.afterAll(async () => {
    await testbed?.close();
  });
  return (claim, test, { ignore = ignoreAll } = {}) =>
    Deno.test({
      name: claim,
      ignore,
      // The testbed outlives the test; what the test opens is closed by `clear()`.
      sanitizeOps: false,
      sanitizeResources: false,
      async fn() {
        if (!testbed) throw new Error("The testbed was not opened");
        try {
          await test(testbed);
        } catch (error) {
          await testbed.photograph(`${name}-${claim.replace(/\W+/g, "-").slice(0, 60)}`);
          throw error;
        } finally {
          await testbed.clear();
        }
      },
    });
}
