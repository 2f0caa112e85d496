import type { ReadonlySignal } from "@preact/signals";
import type { ApiPort } from "../ports/api_port.ts";
import type { ConnectionState, ParticipantTracks } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { ChatReport } from "../ports/room_port.ts";
import type { StoragePort } from "../ports/storage_port.ts";

/** The dependencies of `Chat`, which its hook creates on first use. */
export interface ChatParts {
  readonly slug: string;
  readonly page: PagePort;
  /** Of this tab: the draft, what was not sent, and how far one has read. */
  readonly storage: StoragePort;
  readonly people: ReadonlySignal<readonly ParticipantTracks[]>;
  readonly connectionState: ReadonlySignal<ConnectionState>;
  loadApi(): Promise<ApiPort>;
  /** Calls `listener` with what comes by the room, until the returned function is called. */
  onReport(listener: (report: ChatReport) => void): () => void;
  /** Milliseconds since 1970. */
  now(): number;
  /** A new `clientId`. */
  randomId(): string;
}
