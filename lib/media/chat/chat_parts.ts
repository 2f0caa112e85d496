import type { ReadonlySignal } from "@preact/signals";
import type { SpaceKey } from "../../contract/space_key.ts";
import type { ConnectionState } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { ChatReport } from "../ports/room_port.ts";
import type { StoragePort } from "../ports/storage_port.ts";
import type { SpaceParts } from "../space/space_parts.ts";

/** The dependencies of `Chat`, which its hook creates on first use. */
export interface ChatParts extends SpaceParts {
  /** Of this tab: the draft, what was not sent, and how far one has read. */
  readonly storage: StoragePort;
  /** Each is called with what comes by the room. */
  readonly listeners: Set<(report: ChatReport) => void>;
  readonly page: PagePort;
  readonly connectionState: ReadonlySignal<ConnectionState>;
  /** Of an encrypted space, while in its call. */
  readonly key: ReadonlySignal<SpaceKey | null>;
  /** Milliseconds since 1970. */
  now(): number;
  /** A new `clientId`. */
  randomId(): string;
}
