import type { Oidc } from "./accounts/oidc.ts";
import type { JoiningServices } from "./joining/joining_services.ts";
import type { WebhookReceiver } from "./livekit/webhook_receiver.ts";
import type { ArrivalAnnouncer } from "./presence/arrival_announcer.ts";
import type { PresenceFeed } from "./presence/presence_feed.ts";

/** Dependencies of the endpoints. Composed once, in main.ts, by `createServices`; tests compose their own. */
export interface Services extends JoiningServices {
  /** Verifies LiveKit's deliveries. */
  readonly webhookReceiver: WebhookReceiver;
  /** Tells rooms of their newcomers. */
  readonly arrivals: ArrivalAnnouncer;
  /** The OpenID Connect provider for sign-in; `null`: none. */
  readonly oidc: Oidc | null;
  /**
   * Asks for reconciliation of a space that a request has touched, where it is due. Never waits, never throws. Set
   * where the reconciler runs.
   */
  readonly requestReconcile?: (roomName: string) => void;
  /** True once an operator has announced this process's end: proxies should send requests elsewhere. */
  readonly isDraining?: () => boolean;
  /** Changes of presence, for server-sent events. Absent: presence is answered once. Set where the server runs. */
  readonly presenceFeed?: PresenceFeed;
}
