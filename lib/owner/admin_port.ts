import type { AdminInstallation, AdminPeople, AdminSpaces } from "../contract/admin.ts";

/** `/api/admin` of our server, by the operator's token. Every call rejects with an `AppFailure`. */
export interface AdminPort {
  installation(): Promise<AdminInstallation>;
  /** Spaces with an owner whose slug holds `text`. */
  spaces(text: string): Promise<AdminSpaces>;
  /** Accounts by a part of the name, or by id. */
  people(text: string): Promise<AdminPeople>;
  closeSpace(slug: string): Promise<void>;
  deleteSpace(slug: string): Promise<void>;
  endSessions(userId: string): Promise<void>;
  recoveryCodes(userId: string): Promise<readonly string[]>;
  deletePerson(userId: string): Promise<void>;
}
