/** Data of a space's page, before joining. */
import type { OutsideWords } from "./outside.ts";
import type { Role } from "./participant.ts";
import type { Presence } from "./presence.ts";
import type { EntryCode } from "./space.ts";

/** The principal that opens the page. */
export interface SpaceVisitor {
  participantName: string;
  kind: "user" | "guest";
  /** True where the visitor may enter now, apart from capacity. */
  admitted: boolean;
  /** Only for a space with an owner: the answer that a token request would get, and the visitor's role. */
  entry?: EntryCode;
  role?: Role;
  /** True for a visitor who may change the space and moderate. */
  mayModerate?: boolean;
}

/** Ways to sign in. Paths of our own, which lead back to the space. */
export interface SignInWays {
  hasPasskeys: boolean;
  /** The identity provider: `href` opens in this page, `windowHref` in a window of its own. */
  provider: { name: string; href: string; windowHref: string } | null;
}

/** Props of the space's page, made on the server; JSON only, since they cross to the browser. */
export interface SpacePageData {
  slug: string;
  /** The name that its owner gave it; absent: it goes by its slug. */
  spaceName?: string;
  roomName: string;
  /** Of an encrypted space: tells whether a key is its own. Absent: it is not encrypted. */
  keyCheck?: string;
  /** `ws(s)://…` of the LiveKit server, for `prepareConnection` and the first connect. */
  livekitUrl: string;
  /** False when LiveKit did not answer lately: the page then explains it before joining fails. */
  livekitReady: boolean;
  /** What the page says then, in its language; made on the server, so that the words cost the page no code. */
  livekitAwayWords?: { text: string; more: string };
  /** What it says while the call is recorded, likewise. */
  recordedWords?: { text: string; more: string };
  /** What it says to a browser without scripts, likewise. */
  noScriptWords?: string;
  /** The principal of this browser's session, or `null`. `admitted`: the session may already enter this space. */
  visitor: SpaceVisitor | null;
  presence: Presence;
  /** Names of the kinds of participants without a seat, in the page's language; absent: LiveKit's words. */
  outsideWords?: OutsideWords;
  /** Attributes of the link to the settings, or to own the space; made on the server, so that its words cost the page no code. */
  ownerLink?: { class: string; href: string; children: string };
  /** `null` or absent: no way to sign in. */
  signIn?: SignInWays | null;
  /** The same for the link to sign in or out before joining, and back here. */
  accountLink?: { class: string; href: string; children: string };
  /** The same for the quiet link to the connection test. */
  testLink?: { class: string; href: string; children: string };
}
