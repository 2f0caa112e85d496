/** Chromium's own authenticator in software, and its use on the pages. */
import type { CDPSession, Page } from "playwright-core";
import { button } from "./people.ts";
import { isFirefox, type Testbed } from "./testbed.ts";

/** No virtual authenticator: Firefox is driven by WebDriver BiDi, which knows none. */
export const lacksPasskeys = isFirefox;

/** The app by a name: a bare IP address cannot have passkeys. */
export function namedUrl(testbed: Testbed): string {
  return testbed.app.url.replace("127.0.0.1", "localhost");
}

/** A device of one page's person that keeps passkeys and always verifies. One at a time. */
export class Authenticator {
  readonly #session: CDPSession;
  #id = "";

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<Authenticator> {
    const session = await page.context().newCDPSession(page);
    await session.send("WebAuthn.enable");
    const authenticator = new Authenticator(session);
    await authenticator.#add();
    return authenticator;
  }

  /** Another device in the place of this one: it has no passkeys yet. */
  async replace(): Promise<void> {
    await this.#session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: this.#id });
    await this.#add();
  }

  /** False: the authenticator cannot verify its user. */
  async verifies(isUserVerified: boolean): Promise<void> {
    const authenticatorId = this.#id;
    await this.#session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  }

  async #add(): Promise<void> {
    const { authenticatorId } = await this.#session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    this.#id = authenticatorId;
  }
}

/** A newcomer makes an account by the page; the account's page is open afterwards. */
export async function register(page: Page, testbed: Testbed, name: string): Promise<void> {
  await page.goto(`${namedUrl(testbed)}/sign-in`);
  await button(page, "I am new here").click();
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  await button(page, "Create a passkey").click();
  await isAt(page, "/account");
}

/** Signs in by the passkey that the page's device has. */
export async function signInByPasskey(page: Page, testbed: Testbed): Promise<void> {
  await page.goto(`${namedUrl(testbed)}/sign-in`);
  await button(page, "Use a passkey").click();
  await isAt(page, "/account");
}

export async function signOut(page: Page): Promise<void> {
  await button(page, "Sign out").click();
  await page.getByRole("link", { name: "Sign in" }).waitFor();
}

/** Waits for a page of this path; its query does not matter. */
export async function isAt(page: Page, path: string): Promise<void> {
  await page.waitForURL((url) => url.pathname === path);
}
