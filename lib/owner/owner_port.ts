import type {
  CreatedLink,
  GuestLink,
  LinkRequest,
  LogPage,
  MembershipChange,
  ModerationRequest,
  SpaceAnswer,
  SpaceChange,
  SpacePerson,
} from "../contract/space.ts";

/** One space, for its owner and moderators. Every method that returns a promise throws `AppFailure`. */
export interface OwnerPort {
  space(): Promise<SpaceAnswer>;
  /** Makes the space, with the visitor as its owner. */
  make(): Promise<SpaceAnswer>;
  change(change: SpaceChange): Promise<SpaceAnswer>;
  /** Deletes it. */
  remove(): Promise<void>;
  people(): Promise<SpacePerson[]>;
  changeStanding(personId: string, change: MembershipChange): Promise<void>;
  moderate(request: ModerationRequest): Promise<void>;
  links(): Promise<GuestLink[]>;
  makeLink(request: LinkRequest): Promise<CreatedLink>;
  revokeLink(linkId: string): Promise<void>;
  /** @param before The `next` of the page before; `null` for the newest. */
  log(before: string | null): Promise<LogPage>;
  /** Calls `changed` when something may have changed, until the returned function is called. */
  follow(changed: () => void): () => void;
}
