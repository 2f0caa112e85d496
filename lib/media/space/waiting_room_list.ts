import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Knock } from "../../contract/space.ts";
import type { Moderation } from "./moderation.ts";
import type { KnocksModel } from "./moderation_types.ts";
import type { SpaceParts } from "./space_parts.ts";
import { startLazily } from "../base/start_lazily.ts";
import type { VoiceParts } from "../voice/voice_parts.ts";

/** Where the server does not tell us, we ask to be told again this often. */
export const knocksRefollowMs = 10_000;

/** What a `WaitingRoomList` is made of. */
export type WaitingRoomListParts =
  & SpaceParts
  & Pick<VoiceParts, "page" | "loadAudio" | "outputRatio">;

/** Who waits at the door: followed, and rung for, while we may let people in. */
export class WaitingRoomList implements KnocksModel {
  readonly #parts: WaitingRoomListParts;
  readonly #moderation: Moderation;
  readonly #listed = signal<readonly Knock[]>([]);
  /** Those whom we decided about: the server's next word may be older than that. */
  readonly #decided = signal<ReadonlySet<string>>(new Set());
  /** Who was rung for: a stream that begins anew tells the same ones. */
  readonly #rung = new Set<string>();
  readonly knocks: ReadonlySignal<readonly Knock[]> = computed(() =>
    this.#listed.value.filter(({ knockId }) => !this.#decided.value.has(knockId))
  );

  constructor(parts: WaitingRoomListParts, moderation: Moderation) {
    this.#parts = parts;
    this.#moderation = moderation;
  }

  /** Follows the door whenever we may moderate, until the answered function is called. */
  start(): () => void {
    return effect(() => {
      if (!this.#moderation.mayModerate.value) return;
      return untracked(() => this.#follow());
    });
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
          api.followDoor(slug, {
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
    if (isNew) void this.#ring();
  }

  /** Without a sound where there is none to be had: it is seen and read out all the same. */
  async #ring(): Promise<void> {
    try {
      await (await this.#parts.loadAudio()).ring(this.#parts.outputRatio());
    } catch {
      // As above.
    }
  }

  #forgetDecision(knockId: string): void {
    const decided = new Set(this.#decided.peek());
    decided.delete(knockId);
    this.#decided.value = decided;
  }
}
