import type { Oidc } from "./accounts/oidc.ts";
import type { JoiningServices } from "./joining/joining_services.ts";
import type { PresenceFeed } from "./presence/presence_feed.ts";

/** All that endpoints are functions of. Composed once, in main.ts, by `createServices`; tests compose their own. */
export interface Services extends JoiningServices {
  /** The OpenID Connect provider that people may sign in with; `null`: none. */
  readonly oidc: Oidc | null;
  /**
   * A request touched this space: look whether it has to be reconciled. Never waits, never throws.
   * Set by whoever runs the reconciler.
   */
  readonly requestReconcile?: (roomName: string) => void;
  /** Presence as it changes, for server-sent events. Set by whoever serves; without it presence is told once. */
  readonly presenceFeed?: PresenceFeed;
}
