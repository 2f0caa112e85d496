import type {
  GuestLink,
  LinkRequest,
  LogPage,
  MadeLink,
  ModerationRequest,
  SpaceAnswer,
  SpaceChange,
  SpacePerson,
  StandingChange,
} from "../contract/space.ts";

/** One space, for whoever looks after it. Every method that asks throws `AppFailure`. */
export interface OwnerPort {
  space(): Promise<SpaceAnswer>;
  /** Makes it one's own. */
  make(): Promise<SpaceAnswer>;
  change(change: SpaceChange): Promise<SpaceAnswer>;
  /** Deletes it. */
  remove(): Promise<void>;
  people(): Promise<SpacePerson[]>;
  changeStanding(personId: string, change: StandingChange): Promise<void>;
  moderate(request: ModerationRequest): Promise<void>;
  links(): Promise<GuestLink[]>;
  makeLink(request: LinkRequest): Promise<MadeLink>;
  revokeLink(linkId: string): Promise<void>;
  /** @param before The `next` of the page before; `null` for the newest. */
  log(before: string | null): Promise<LogPage>;
  /** Tells that something may have changed, until the answered function is called. */
  follow(changed: () => void): () => void;
}
