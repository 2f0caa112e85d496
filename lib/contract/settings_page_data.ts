/** What the server knows of a browser that opens the page on which a space is looked after. */
import type { Role } from "./participant.ts";
import type { GuestLink, LogPage, SpacePerson, SpaceSettings } from "./space.ts";

/** A space, as its owner or a moderator finds it. */
export interface ManagedSpace {
  slug: string;
  /** The visitor's. */
  role: Role;
  settings: SpaceSettings;
  people: SpacePerson[];
  links: GuestLink[];
  log: LogPage;
}

/** Props of that page, made on the server; JSON only. */
export type SettingsPageData =
  | { state: "cares"; space: ManagedSpace }
  /** Not the visitor's to look after; or nobody's yet, which whoever is signed in can change. */
  | { state: "stranger" | "nobodys"; slug: string; isSignedIn: boolean };
