/** Data of the page with a space's settings. */
import type { Role } from "./participant.ts";
import type { GuestLink, LogPage, SpacePerson, SpaceSettings } from "./space.ts";

/** A space, for its owner or a moderator. */
export interface ManagedSpace {
  slug: string;
  /** Absent: it has none. */
  name?: string;
  /** The visitor's role. */
  role: Role;
  settings: SpaceSettings;
  people: SpacePerson[];
  links: GuestLink[];
  log: LogPage;
}

/** Props of that page, made on the server; JSON only. `cares`: the visitor may change the space. */
export type SettingsPageData =
  | { state: "cares"; space: ManagedSpace }
  /** `stranger`: the space belongs to others. `nobodys`: the space has no owner yet, and a signed-in visitor may become it. */
  | { state: "stranger" | "nobodys"; slug: string; isSignedIn: boolean };
