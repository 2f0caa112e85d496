import type {
  ModerationRequest,
  SpaceAnswer,
  SpaceChange,
  SpacePerson,
  StandingChange,
} from "../../contract/space.ts";

/** What those who look after a space ask of our own server; it decides each time anew. Every method throws `AppFailure`. */
export interface ModerationPort {
  space(slug: string): Promise<SpaceAnswer>;
  changeSpace(slug: string, change: SpaceChange): Promise<SpaceAnswer>;
  moderate(slug: string, request: ModerationRequest): Promise<void>;
  people(slug: string): Promise<readonly SpacePerson[]>;
  /** @param personId As `people` names them. */
  changeStanding(slug: string, personId: string, change: StandingChange): Promise<void>;
  decideKnock(slug: string, knockId: string, decision: "admit" | "refuse"): Promise<void>;
}
