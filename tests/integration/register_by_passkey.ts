import { registrationOptionsSchema } from "../../lib/contract/account.ts";
import { FakeAuthenticator } from "../fakes/fake_authenticator.ts";
import type { BrowserJar } from "./browser_jar.ts";

/** Sends JSON as a page of `url` would. */
export function postJson(
  jar: BrowserJar,
  url: string,
  path: string,
  body: unknown,
): Promise<Response> {
  return jar.send(url + path, {
    method: "POST",
    site: "same-origin",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify(body),
  });
}

/** Makes an account with a passkey, and is signed in from then on. */
export async function registerByPasskey(jar: BrowserJar, url: string): Promise<void> {
  const options = { participantName: "Kim" };
  const asked = await postJson(jar, url, "/api/passkeys/registration/options", options);
  const registration = await new FakeAuthenticator(url)
    .register(registrationOptionsSchema.parse(await asked.json()));
  const made = await postJson(jar, url, "/api/passkeys/registration", registration);
  if (made.status !== 201) throw new Error(`No account was made: ${made.status}`);
  await made.body?.cancel();
}
