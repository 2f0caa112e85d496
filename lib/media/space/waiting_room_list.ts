import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Knock } from "../../contract/space.ts";
import type { Attention } from "./attention.ts";
import type { Moderation } from "./moderation.ts";
import type { KnocksModel } from "./moderation_types.ts";
import type { SpaceParts } from "./space_parts.ts";
import { sharedStart } from "../base/shared_start.ts";
import { startLazily } from "../base/start_lazily.ts";
import type { PagePort } from "../ports/page_port.ts";

/** How long after the stream ended to open another. */
export const knocksRefollowMs = 10_000;

/** The dependencies of `WaitingRoomList`. */
export interface WaitingRoomListParts extends SpaceParts {
  readonly page: Pick<PagePort, "after">;
  readonly attention: Pick<Attention, "start" | "call">;
}

/** The open knocks of a space, followed while we may moderate; each new one calls our attention, as we chose. */
export class WaitingRoomList implements KnocksModel {
  readonly #parts: WaitingRoomListParts;
  readonly #moderation: Moderation;
  readonly #listed = signal<readonly Knock[]>([]);
  /** Knocks that we decided: the server's next list may still have them. */
  readonly #decided = signal<ReadonlySet<string>>(new Set());
  /** Knocks that were announced: a new stream lists the same ones again. */
  readonly #rung = new Set<string>();
  readonly knocks: ReadonlySignal<readonly Knock[]> = computed(() =>
    this.#listed.value.filter(({ knockId }) => !this.#decided.value.has(knockId))
  );

  constructor(parts: WaitingRoomListParts, moderation: Moderation) {
    this.#parts = parts;
    this.#moderation = moderation;
  }

  /** Follows the knocks whenever we may moderate. Several components may start it. */
  readonly start: () => () => void = sharedStart(() => this.#begin());

  #begin(): () => void {
    const stops = [
      this.#parts.attention.start(),
      effect(() => {
        if (!this.#moderation.mayModerate.value) return;
        return untracked(() => this.#follow());
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async decide(knock: Knock, decision: "admit" | "refuse"): Promise<boolean> {
    const { knockId } = knock;
    this.#decided.value = new Set(this.#decided.peek()).add(knockId);
    const isDone = await this.#moderation.decideKnock(knockId, decision);
    if (!isDone) this.#forgetDecision(knockId);
    return isDone;
  }

  #follow(): () => void {
    const { slug, page, loadApi } = this.#parts;
    let stopFollowing = () => {};
    let cancel = () => {};
    const begin = () => {
      stopFollowing = startLazily(async () => {
        const api = await loadApi();
        return () =>
          api.followAdmission(slug, {
            onAdmissionChange: () => void this.#moderation.refresh(),
            onKnocks: (knocks) => this.#update(knocks),
            onState(state) {
              if (state === "over") again();
            },
          });
      });
    };
    const again = () => {
      cancel();
      cancel = page.after(knocksRefollowMs, () => {
        stopFollowing();
        begin();
      });
    };
    begin();
    return () => {
      cancel();
      stopFollowing();
      this.#listed.value = [];
    };
  }

  #update(knocks: readonly Knock[]): void {
    const isNew = knocks.some(({ knockId }) => !this.#rung.has(knockId));
    for (const { knockId } of knocks) this.#rung.add(knockId);
    this.#listed.value = [...knocks].sort((a, b) => a.since < b.since ? -1 : 1);
    if (isNew) this.#parts.attention.call();
  }

  #forgetDecision(knockId: string): void {
    const decided = new Set(this.#decided.peek());
    decided.delete(knockId);
    this.#decided.value = decided;
  }
}
