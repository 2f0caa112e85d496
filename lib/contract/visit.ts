/** What the server knows of a browser that opens a space's page, before anybody joins. */
import type { OutsideWords } from "./outside.ts";
import type { Role } from "./participant.ts";
import type { Presence } from "./presence.ts";
import type { EntryCode } from "./space.ts";

/** Who opens the page. */
export interface SpaceVisitor {
  participantName: string;
  kind: "user" | "guest";
  /** May enter now, as far as it is known without counting places. */
  admitted: boolean;
  /** Only where somebody made the space: what a token request would hear, and what the visitor is there. */
  entry?: EntryCode;
  role?: Role;
  /** May change the space, and act on people inside. */
  mayModerate?: boolean;
}

/** How one can sign in here. Paths of our own, which lead back to the space. */
export interface SignInWays {
  hasPasskeys: boolean;
  /** An identity provider: `href` is the way by page, `windowHref` in a window of its own. */
  provider: { name: string; href: string; windowHref: string } | null;
}

/** Props of the space's page, made on the server; JSON only, since they cross to the browser. */
export interface SpacePageData {
  slug: string;
  roomName: string;
  /** `ws(s)://…` of the LiveKit server, for `prepareConnection` and the first connect. */
  livekitUrl: string;
  /** False when LiveKit did not answer lately: the page says what to do instead of failing later. */
  livekitReady: boolean;
  /** The session of this browser, or `null`. `admitted`: it may already enter this space. */
  visitor: SpaceVisitor | null;
  presence: Presence;
  /** What participants that sit on no seat are called, in the page's language; where left out, LiveKit's words. */
  outsideWords?: OutsideWords;
  /** The attributes of a quiet link for who may change the space, or make it theirs; its words cost the page no code. */
  ownerLink?: { class: string; href: string; children: string };
  /** `null` or left out: there is no way. */
  signIn?: SignInWays | null;
  /** The same to sign in or out before joining, and back here. */
  accountLink?: { class: string; href: string; children: string };
}
