import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { isOutsideKind } from "../../contract/outside.ts";
import type { Role } from "../../contract/participant.ts";
import { assignableRoles, mayActOn, mayModerate } from "../../contract/roles.ts";
import type { GivenRole, SpaceAnswer, SpacePolicy } from "../../contract/space.ts";
import { showingError } from "../base/showing_error.ts";
import { AppFailure } from "../../api/app_failure.ts";
import type { CallError, ParticipantTracks } from "../ports/call_types.ts";
import type { ModerationPort } from "../ports/moderation_port.ts";
import type { ModerationModel, PersonAction } from "./moderation_types.ts";
import { SerialQueue } from "../base/serial_queue.ts";
import type { SpaceParts } from "./space_parts.ts";

/** Sends a moderator's actions on participants and on the space to the server. Their effects arrive by the call itself. */
export class Moderation implements ModerationModel {
  readonly #parts: SpaceParts;
  readonly #isLocked = signal<boolean | null>(null);
  readonly #policy = signal<SpacePolicy | null>(null);
  readonly #error = signal<CallError | null>(null);
  readonly role: ReadonlySignal<Role | null>;
  readonly mayModerate: ReadonlySignal<boolean>;
  readonly #locking = new SerialQueue();
  /** Counts our changes: an answer read before one is outdated. */
  #changes = 0;

  constructor(parts: SpaceParts) {
    this.#parts = parts;
    this.role = computed(() =>
      parts.people.value.find(({ isLocal }) => isLocal)?.role.value ?? null
    );
    this.mayModerate = computed(() => this.role.value !== null && mayModerate(this.role.value));
  }

  get isLocked(): ReadonlySignal<boolean | null> {
    return this.#isLocked;
  }
  get policy(): ReadonlySignal<SpacePolicy | null> {
    return this.#policy;
  }
  get error(): ReadonlySignal<CallError | null> {
    return this.#error;
  }

  dismissError(): void {
    this.#error.value = null;
  }

  mayActOn(person: ParticipantTracks): boolean {
    const role = this.role.value;
    return role !== null && !person.isLocal && mayActOn(role, person.role.value);
  }

  rolesFor(person: ParticipantTracks): readonly GivenRole[] {
    const own = this.role.value;
    if (own === null || !this.mayActOn(person) || isOutsideKind(person.kind.value)) return [];
    return assignableRoles(own).filter((role) => role !== person.role.value);
  }

  mayBan(person: ParticipantTracks): boolean {
    return this.mayActOn(person) && !isOutsideKind(person.kind.value);
  }

  act(action: PersonAction, person: ParticipantTracks): Promise<boolean> {
    const { seatId, participantId, kind } = person;
    return this.#run((port, slug) => {
      if (action === "ban" || action === "lower-hand" || !isOutsideKind(kind.peek())) {
        return port.moderate(slug, { action, seatId });
      }
      return port.moderate(slug, { action, identity: participantId.peek() });
    });
  }

  setSpotlight(person: ParticipantTracks | null): Promise<boolean> {
    return this.#run((port, slug) => {
      if (person === null) return port.moderate(slug, { action: "end-spotlight" });
      const { seatId, participantId, kind } = person;
      return port.moderate(slug, {
        action: "spotlight",
        ...(isOutsideKind(kind.peek()) ? { identity: participantId.peek() } : { seatId }),
      });
    });
  }

  giveRole(role: GivenRole, { seatId }: ParticipantTracks): Promise<boolean> {
    return this.#run(async (port, slug) => {
      const person = (await port.people(slug)).find((other) => other.seatId === seatId);
      if (!person) throw new AppFailure("not-found", "They are not here any more");
      await port.changeStanding(slug, person.id, { role });
    });
  }

  /** One request after another, so that answers arrive in the order of clicks. */
  setLocked(isLocked: boolean): Promise<boolean> {
    return this.#locking.run(() =>
      this.#run(async (port, slug) => {
        const answer = await port.changeSpace(slug, { isLocked });
        this.#changes++;
        this.#setSpace(answer);
      })
    );
  }

  muteAll(): Promise<boolean> {
    return this.#run((port, slug) => port.moderate(slug, { action: "mute-all" }));
  }

  lowerAllHands(): Promise<boolean> {
    return this.#run((port, slug) => port.moderate(slug, { action: "lower-hands" }));
  }

  endForAll(): Promise<boolean> {
    return this.#run((port, slug) => port.moderate(slug, { action: "end" }));
  }

  async refresh(): Promise<void> {
    const changes = this.#changes;
    try {
      const port = await this.#load();
      const answer = await port.space(this.#parts.slug);
      if (changes === this.#changes) this.#setSpace(answer);
    } catch {
      // For display only: the next change of admission reads it again.
    }
  }

  /** For `WaitingRoomList`: admits or refuses a knock. Returns whether it was done. */
  decideKnock(knockId: string, decision: "admit" | "refuse"): Promise<boolean> {
    return this.#run((port, slug) => port.decideKnock(slug, knockId, decision));
  }

  #setSpace({ isLocked, policy }: SpaceAnswer): void {
    batch(() => {
      this.#isLocked.value = isLocked;
      this.#policy.value = policy;
    });
  }

  async #load(): Promise<ModerationPort> {
    return await (await this.#parts.loadApi()).loadModeration();
  }

  #run(work: (port: ModerationPort, slug: string) => Promise<void>): Promise<boolean> {
    return showingError(this.#error, async () => await work(await this.#load(), this.#parts.slug));
  }
}
