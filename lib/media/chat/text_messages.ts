import { type ReadonlySignal, signal } from "@preact/signals";
import { isOutsideKind, type ParticipantKind } from "../../contract/outside.ts";
import type { Role } from "../../contract/participant.ts";
import type { GivenRole } from "../../contract/space.ts";
import type { ParticipantTracks } from "../ports/call_types.ts";
import type { TextMessage } from "../ports/room_port.ts";

/** Texts that are shown, at most: the oldest go. */
const maxShown = 200;

/** Texts of senders that LiveKit has not announced yet: it may take 3 s. */
const maxWaiting = 20;

/** A sender's texts within `rateMs` beyond this many are dropped: past our server nothing else limits them. */
const maxPerSender = 10;
const rateMs = 10_000;

/** A text of another client or an agent, with its sender as the call knows it. */
export interface ShownText {
  readonly id: string;
  readonly seatId: string;
  readonly name: string;
  readonly kind: ParticipantKind;
  readonly role: Role;
  readonly at: number;
  readonly text: string;
  /** Number of the newest entry of the space's chat when it came: it stands after that one. */
  readonly after: number;
}

/** Texts that came by LiveKit alone. The space's rules of who may write count for people; agents and callers have none. */
export class TextMessages {
  readonly #shown = signal<readonly ShownText[]>([]);
  #waiting: readonly TextMessage[] = [];
  readonly #recent = new Map<string, number[]>();

  get shown(): ReadonlySignal<readonly ShownText[]> {
    return this.#shown;
  }

  /** Shows a text, once its sender is known. */
  add(
    message: TextMessage,
    { people, chatRoles, at, after }: {
      readonly people: readonly ParticipantTracks[];
      readonly chatRoles: readonly GivenRole[];
      readonly at: number;
      readonly after: number;
    },
  ): void {
    const { identity, id, text } = message;
    const sender = people.find(({ participantId }) => participantId.peek() === identity);
    if (!sender) {
      this.#waiting = [...this.#waiting, message].slice(-maxWaiting);
      return;
    }
    const kind = sender.kind.peek();
    const role = sender.role.peek();
    const mayWrite = isOutsideKind(kind) || role === "owner" || chatRoles.includes(role);
    if (!mayWrite || this.#isTooMany(sender.seatId, at)) return;
    const shown: ShownText = {
      id: `${sender.seatId} ${id}`,
      seatId: sender.seatId,
      name: sender.displayName.peek(),
      kind,
      role,
      at,
      text,
      after,
    };
    const others = this.#shown.peek().filter((other) => other.id !== shown.id);
    this.#shown.value = [...others, shown].slice(-maxShown);
  }

  /** Texts whose sender was not known: to be added again when others have come. */
  takeWaiting(): readonly TextMessage[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  clear(): void {
    this.#shown.value = [];
    this.#waiting = [];
    this.#recent.clear();
  }

  #isTooMany(seatId: string, at: number): boolean {
    const recent = (this.#recent.get(seatId) ?? []).filter((other) => at - other < rateMs);
    this.#recent.set(seatId, [...recent, at].slice(-maxPerSender));
    return recent.length >= maxPerSender;
  }
}
