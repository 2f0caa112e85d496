/** The server's parsers of text: names, addresses, languages, paths, cookies, the environment. */
import fc from "fast-check";
import { expect } from "expect";
import { readSpaceEntry } from "../../components/home/space_entry.ts";
import {
  participantNameSchema,
  roomNameOf,
  roomNameSchema,
  slugOf,
  slugSchema,
} from "../../lib/contract/names.ts";
import { decodeSegment, isSlug, slugFrom, spacePage } from "../../lib/contract/space_address.ts";
import { seenName } from "../../lib/contract/name_rules.ts";
import { parseIdentity } from "../../lib/contract/participant.ts";
import { clientAddress, parseTrustedProxies } from "../../lib/server/base/client_address.ts";
import { ConfigError, parseConfig, variables } from "../../lib/server/config/config.ts";
import { sessionCookies, setSessionCookie } from "../../lib/server/http/kit/cookies.ts";
import { credentialsOf } from "../../lib/server/http/kit/credentials.ts";
import { AppError } from "../../lib/server/base/app_error.ts";
import { sanitizeRequest } from "../../lib/server/http/kit/request_pipeline.ts";
import { negotiateLocale } from "../../lib/server/http/kit/negotiate_locale.ts";
import { getPresence } from "../../lib/server/http/endpoints/presence.ts";
import { answerApi } from "../../lib/server/http/kit/api.ts";
import { openTestServer, testOrigin } from "../fakes/test_server.ts";
import type { FuzzTarget } from "./fuzz_target.ts";
import { oddHeader, oddText } from "./odd_values.ts";

const names: FuzzTarget = {
  name: "names, slugs, rooms, identities",
  share: 12,
  property: () =>
    fc.property(oddText, (text) => {
      const name = participantNameSchema.safeParse(text);
      if (name.success) {
        expect(name.data).toBe(name.data.normalize("NFC").trim());
        expect(seenName(name.data)).toMatch(/[\p{L}\p{N}\p{P}\p{S}]/u);
        expect(name.data.isWellFormed()).toBe(true);
        expect([...name.data].length).toBeLessThanOrEqual(50);
        // deno-lint-ignore no-control-regex -- none may come through
        expect(name.data).not.toMatch(/[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
        // An accepted name is accepted again, unchanged.
        expect(participantNameSchema.parse(name.data)).toBe(name.data);
      }
      const slug = slugFrom(text);
      if (slug !== null) {
        // One spelling, whatever the shift key, a normal form or an escape makes of it.
        for (const other of [slug, slug.toUpperCase(), slug.normalize("NFD"), ` ${slug}.`]) {
          expect(slugFrom(other)).toBe(slug);
        }
        expect(new TextEncoder().encode(roomNameOf(slug)).length).toBeLessThanOrEqual(256);
        expect(decodeSegment(spacePage(slug))).toBe(`/space/${slug}`);
        expect(slugOf(roomNameOf(slug))).toBe(slug);
      }
      expect(slugSchema.safeParse(text).success).toBe(slug !== null || isSlug(text));
      expect(roomNameSchema.safeParse(`space-${text}`).success).toBe(
        slugSchema.safeParse(text).success,
      );
      parseIdentity(text);
      const { slug: entered } = readSpaceEntry(text);
      if (entered !== null) expect(isSlug(entered)).toBe(true);
    }),
};

const addresses: FuzzTarget = {
  name: "X-Forwarded-For and TRUST_PROXY",
  share: 6,
  property: () =>
    fc.property(oddText, oddHeader, (text, header) => {
      const proxies = parseTrustedProxies(text) ?? { hops: 2 };
      expect(clientAddress(text, header, proxies).length).toBeLessThan(60);
      expect(clientAddress("203.0.113.5", header, { hops: 0 })).toBe("203.0.113.5");
    }),
};

const languages: FuzzTarget = {
  name: "Accept-Language and the language's cookie",
  share: 4,
  property: () =>
    fc.property(oddHeader, oddHeader, (accept, cookie) => {
      const headers = new Headers({ "accept-language": accept, cookie: `madang_locale=${cookie}` });
      expect(["en", "ko"]).toContain(negotiateLocale(headers, ["en", "ko"]));
    }),
};

const paths: FuzzTarget = {
  name: "addresses at the front door, and the slug of presence",
  share: 8,
  async property() {
    const { services } = await openTestServer();
    return fc.asyncProperty(
      oddText,
      fc.constantFrom("/", "/space/", "/api/"),
      async (text, under) => {
        const request = new Request(
          new URL(`${under}${text.replace(/^[/\\\t\r\n]+/, "")}`, testOrigin),
        );
        const admitted = sanitizeRequest(request, "r1");
        if (admitted instanceof Request) decodeURIComponent(new URL(admitted.url).pathname);
        else expect(admitted.status).toBeLessThan(500);
        const asked = new Request(`${testOrigin}/api/spaces/x/presence`);
        const answer = await answerApi(asked, { services, requestId: "r1" }, {
          GET: getPresence(text),
        });
        expect(answer.status).toBe(slugFrom(decodeSegment(text) ?? "") === null ? 404 : 200);
      },
    );
  },
};

const credentials: FuzzTarget = {
  name: "cookies and credentials",
  share: 6,
  async property() {
    const { services: { config } } = await openTestServer();
    return fc.property(
      oddHeader,
      oddHeader,
      oddHeader,
      oddText,
      (cookie, authorization, origin, token) => {
        const request = new Request(testOrigin, {
          method: "POST",
          headers: { cookie, authorization, origin },
        });
        sessionCookies(request, config);
        try {
          credentialsOf(request, config);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
        // Whatever a token may be: one cookie, on one line.
        const line = setSessionCookie(
          "guest",
          { token: token.toWellFormed(), maxAgeSeconds: 1 },
          request,
          config,
        );
        expect(line).toMatch(
          /^(?:__Host-)?madang_guest=[^;,\s"\\]*; Max-Age=1; Path=\/; HttpOnly; /,
        );
      },
    );
  },
};

const environment: FuzzTarget = {
  name: "the environment",
  share: 6,
  property: () =>
    fc.property(
      fc.dictionary(fc.constantFrom(...Object.keys(variables)), fc.oneof(oddText, oddUrl), {
        maxKeys: 8,
      }),
      (given) => {
        try {
          parseConfig({ ...given });
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          // Each line names a variable and quotes no value.
          for (const line of error.lines) expect(line).toMatch(/^[A-Z_]+: [ -~]{1,200}$/);
        }
      },
    ),
};

const oddUrl = fc.tuple(fc.constantFrom("ws://", "wss://", "https://", "http://"), oddText)
  .map((parts) => parts.join(""));

export const parserTargets: FuzzTarget[] = [
  names,
  addresses,
  languages,
  paths,
  credentials,
  environment,
];
