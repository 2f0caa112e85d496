/** A browser: its cookies, and the requests that its pages send. */
import { z } from "zod";
import { tokenAnswerSchema } from "../../lib/contract/token.ts";
import { publishSourceSchema } from "../../lib/contract/space.ts";
import { parseIdentity } from "../../lib/contract/participant.ts";
import { createHash } from "node:crypto";
import type { Asked, Mint } from "./history.ts";
import type { TokenClaims } from "./page.ts";

export const origin = "http://localhost:8000";

/** A user's session as a browser has it: what the cookie says, and what it stands for. */
export interface UserCookie {
  readonly token: string;
  readonly sessionId: string;
  readonly user: string;
}

export class Browser {
  readonly #name: string;
  #guests = 0;
  user: UserCookie | null = null;
  guest: string | null = null;
  /** The guest cookie that it had before, which a copy may still use. */
  staleGuest: string | null = null;
  /** Spaces that its guest session was admitted to, as far as it knows. */
  readonly admitted = new Set<string>();

  constructor(name: string) {
    this.#name = name;
  }

  /** Its guest's name: another one for each session. */
  get guestName(): string {
    return `${this.#name} ${this.#guests}`;
  }

  /** Its next guest is another one. */
  renameGuest(): void {
    this.#guests++;
  }

  /** The principals that a request with its cookies may have. */
  get people(): string[] {
    return [
      ...this.user ? [`user:${this.user.user}`] : [],
      ...this.guest ? [`guest:${sessionIdOf(this.guest)}`] : [],
    ];
  }

  /** A request with this browser's cookies, or with a bearer instead. */
  request(method: string, path: string, body?: unknown, bearer?: string): Request {
    const headers = new Headers({ origin, "sec-fetch-site": "same-origin" });
    if (body !== undefined) headers.set("content-type", "application/json");
    if (bearer !== undefined) headers.set("authorization", `Bearer ${bearer}`);
    const cookies = [
      ...(this.guest ? [`madang_guest=${this.guest}`] : []),
      ...(this.user ? [`madang_user=${this.user.token}`] : []),
    ];
    if (bearer === undefined && cookies.length > 0) headers.set("cookie", cookies.join("; "));
    return new Request(origin + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  /** Keeps the guest cookie that an answer sets or takes away. True where it took one away. */
  keepCookies({ headers }: Pick<Response, "headers">): boolean {
    let isTaken = false;
    for (const line of headers.getSetCookie()) {
      const [, token] = /^madang_guest=([^;]*)/.exec(line) ?? [];
      if (token === undefined) continue;
      if (token !== this.guest) this.admitted.clear();
      if (token === "") this.staleGuest = this.guest ?? this.staleGuest;
      isTaken = token === "";
      this.guest = token === "" ? null : token;
    }
    return isTaken;
  }
}

/** The token of a user's session that an answer sets as a cookie. */
export function userTokenOf(headers: Headers): string {
  const tokens = headers.getSetCookie().flatMap((line) =>
    /^madang_user=([^;]+)/.exec(line)?.[1] ?? []
  );
  if (tokens.length !== 1) throw new Error(`An answer with ${tokens.length} user sessions`);
  return tokens[0];
}

/** The id of the session that a token proves, as the server makes it. */
export function sessionIdOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

const claimsSchema = z.object({
  video: z.object({ canPublishSources: z.array(publishSourceSchema) }),
  sub: z.string(),
  name: z.string(),
  nbf: z.number(),
  exp: z.number(),
  attributes: z.record(z.string(), z.string()),
});

/** The page's data from an answer with a token. */
export async function readToken(
  answer: Response,
  asked: Asked,
): Promise<{ mint: Mint; claims: TokenClaims }> {
  const { token, participantId } = tokenAnswerSchema.parse(await answer.json());
  const payload = new TextDecoder().decode(
    Uint8Array.fromBase64(token.split(".")[1], { alphabet: "base64url" }),
  );
  const { sub, name, nbf, exp, attributes, video } = claimsSchema.parse(JSON.parse(payload));
  const seat = parseIdentity(sub);
  if (!seat || sub !== participantId) throw new Error(`A token for "${sub}"`);
  const isUser = attributes["madang.kind"] === "user";
  const session = isUser ? asked.userSession : asked.guestSession;
  const person = isUser ? asked.user : `guest:${asked.guestSession}`;
  if (session === null || person === null) {
    throw new Error("A token for a principal that did not ask");
  }
  return {
    mint: { ...seat, identity: sub, slug: asked.slug, session, person, asked },
    claims: {
      token,
      name,
      attributes,
      publishSources: video.canPublishSources,
      notBeforeMs: nbf * 1000,
      expiresMs: exp * 1000,
    },
  };
}
