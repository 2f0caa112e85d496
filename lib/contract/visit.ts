/** What the server knows of a browser that opens a space's page, before anybody joins. */
import type { Presence } from "./presence.ts";

/** Props of the space's page, made on the server; JSON only, since they cross to the browser. */
export interface SpaceVisit {
  slug: string;
  roomName: string;
  /** `ws(s)://…` of the LiveKit server, for `prepareConnection` and the first connect. */
  livekitUrl: string;
  /** False when LiveKit did not answer lately: the page says what to do instead of failing later. */
  livekitReady: boolean;
  /** The session of this browser, or `null`. `admitted`: it may already enter this space. */
  visitor: { participantName: string; kind: "user" | "guest"; admitted: boolean } | null;
  presence: Presence;
}
