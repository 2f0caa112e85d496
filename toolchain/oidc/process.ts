/** An OpenID Connect provider as a process: `oidc-provider`, with a page on which a person picks a subject. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";
import { people, type PersonAtProvider, providerSettingSchema } from "./protocol.ts";

const { port, clientId, clientSecret, redirectUris } = providerSettingSchema.parse(
  JSON.parse(Deno.env.get("MADANG_PROVIDER") ?? "{}"),
);
const { privateKey } = await generateKeyPair("RS256", { extractable: true });

const isPerson = (name: string): name is PersonAtProvider => name in people;

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: clientId,
    redirect_uris: redirectUris,
    ...(clientSecret === null
      ? { token_endpoint_auth_method: "none" }
      : { client_secret: clientSecret }),
  }],
  jwks: { keys: [{ ...await exportJWK(privateKey), kid: crypto.randomUUID(), use: "sig" }] },
  cookies: { keys: [crypto.randomUUID()] },
  claims: { openid: ["sub"], profile: ["name", "preferred_username"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/choose/${uid}` },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600 },
  findAccount: (_ctx: unknown, accountId: string) =>
    isPerson(accountId)
      ? {
        accountId,
        claims: () => ({
          sub: accountId,
          name: people[accountId],
          preferred_username: accountId,
        }),
      }
      : undefined,
  /** Grants consent to the name without asking the person. */
  async loadExistingGrant(ctx: {
    oidc: { client: { clientId: string }; session: { accountId: string } };
  }) {
    const { client, session } = ctx.oidc;
    const grant = new provider.Grant({
      clientId: client.clientId,
      accountId: session.accountId,
    });
    grant.addOIDCScope("openid profile");
    await grant.save();
    return grant;
  },
});

const page = (uid: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Who are you?</title>
<h1>Who are you?</h1><form method="post" action="/choose/${uid}">
${
    Object.entries(people).map(([id, name]) =>
      `<button name="person" value="${id}">I am ${name}</button>`
    ).join("\n")
  }
<button name="person" value="">Cancel</button></form></html>`;

async function choose(request: IncomingMessage, response: ServerResponse, uid: string) {
  if (request.method === "GET") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(page(uid));
    return;
  }
  let body = "";
  for await (const chunk of request) body += chunk;
  const person = new URLSearchParams(body).get("person") ?? "";
  const result = isPerson(person) ? { login: { accountId: person } } : { error: "access_denied" };
  await provider.interactionFinished(request, response, result);
}

const answer = provider.callback();
createServer((request, response) => {
  const uid = /^\/choose\/([\w-]+)$/.exec(request.url ?? "")?.[1];
  if (uid === undefined) return answer(request, response);
  choose(request, response, uid).catch((error: unknown) => {
    console.error(error);
    response.statusCode = 400;
    response.end("This sign-in is over");
  });
}).listen(port, "127.0.0.1", () => console.log(`Listening on http://127.0.0.1:${port}/`));
