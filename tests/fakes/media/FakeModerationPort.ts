import type {
  MembershipChange,
  ModerationRequest,
  SpaceAnswer,
  SpaceChange,
  SpacePerson,
} from "../../../lib/contract/space.ts";
import type { ModerationPort } from "../../../lib/media/ports/moderation_port.ts";

/** A server that records each request and fails with the given `failures`. */
export class FakeModerationPort implements ModerationPort {
  readonly calls: string[] = [];
  /** Failures of the next calls, of any method. */
  readonly failures: Error[] = [];
  /** While set, answers wait for it. */
  hold: Promise<void> | null = null;
  peopleNow: readonly SpacePerson[] = [];
  isLocked = false;

  async space(slug: string): Promise<SpaceAnswer> {
    await this.#begin(`space ${slug}`);
    return this.#answer(slug);
  }

  async changeSpace(slug: string, change: SpaceChange): Promise<SpaceAnswer> {
    await this.#begin(`change ${slug} ${JSON.stringify(change)}`);
    this.isLocked = change.isLocked ?? this.isLocked;
    return this.#answer(slug);
  }

  moderate(slug: string, request: ModerationRequest): Promise<void> {
    const whom = "identity" in request
      ? ` ${request.identity}`
      : "seatId" in request
      ? ` ${request.seatId}`
      : "";
    return this.#begin(`${request.action} ${slug}${whom}`);
  }

  async people(slug: string): Promise<readonly SpacePerson[]> {
    await this.#begin(`people ${slug}`);
    return this.peopleNow;
  }

  changeStanding(slug: string, personId: string, change: MembershipChange): Promise<void> {
    return this.#begin(`standing ${slug} ${personId} ${JSON.stringify(change)}`);
  }

  setRecording(slug: string, isRecording: boolean): Promise<void> {
    return this.#begin(`recording ${slug} ${isRecording}`);
  }

  decideKnock(slug: string, knockId: string, decision: "admit" | "refuse"): Promise<void> {
    return this.#begin(`${decision} ${slug} ${knockId}`);
  }

  async #begin(call: string): Promise<void> {
    this.calls.push(call);
    await this.hold;
    const failure = this.failures.shift();
    if (failure) throw failure;
  }

  #answer(slug: string): SpaceAnswer {
    return {
      slug,
      roomName: `space-${slug}`,
      isOwned: true,
      policy: "knock",
      isLocked: this.isLocked,
      role: "owner",
      entry: "allowed",
      mayModerate: true,
    };
  }
}
