/** Judges what happens while it happens, by the invariants that hold at every moment. */
import type { FakeConnection, FakeEvent, FakeLiveKit } from "./fake_livekit.ts";
import type { Attendance } from "./attendance.ts";
import { Entrance } from "./entrance.ts";
import type { Asked, History, Mint, PutOut, SessionEnd } from "./history.ts";
import type { Rights } from "./rights.ts";
import { slugs } from "./steps.ts";
import type { Timeline } from "./timeline.ts";

/** The parts of the world that the judge looks at. */
export interface Scene {
  readonly timeline: Timeline;
  readonly livekit: FakeLiveKit;
  readonly history: History;
  readonly attendance: Attendance;
  readonly rights: Rights;
}

export class Judge {
  /** Invariants that were broken, in words. */
  readonly broken: string[] = [];
  /** Situations that came about, so that a test can check that sequences reach them. */
  readonly reached = new Set<string>();
  readonly #scene: Scene;
  readonly #entrance: Entrance;
  /** Storage, LiveKit or a replica have a fault, or had one until then. */
  #troubledUntilMs = -Infinity;

  #isEnding = false;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#entrance = new Entrance(scene);
  }

  break(invariant: string): void {
    this.broken.push(invariant);
  }

  /** From now on, for so long, evictions need not be prompt. */
  trouble(forMs: number): void {
    // Calls under way when the fault ended end within seconds.
    const untilMs = this.#scene.timeline.now + forMs + 5_000;
    this.#troubledUntilMs = Math.max(this.#troubledUntilMs, untilMs);
  }

  /** From now on agents and recorders may be removed: a moderator ends the call for all. */
  endsForAll(): void {
    this.#isEnding = true;
  }

  /** Each eviction needs a reason. */
  removal({ identity }: FakeConnection): void {
    if (identity.includes("#")) {
      this.reached.add("a copy was evicted");
      return;
    }
    const { history, timeline } = this.#scene;
    const mint = history.mints.get(identity);
    if (!mint && this.#isEnding) return;
    const reason = mint ? history.reasonToGo(mint, timeline.now) : null;
    if (reason === null) this.break(`${identity} was evicted without a reason`);
    else this.reached.add(reason);
  }

  /** An announced participant is inside, and has not been evicted before. */
  arrival(identity: string): void {
    const { history, attendance } = this.#scene;
    const mint = history.mints.get(identity);
    const stays = attendance.of(identity);
    const isGood = mint && stays.some(({ activeAtMs }) => !history.isPutOut(mint, activeAtMs));
    if (isGood) this.reached.add("a newcomer was announced");
    else this.break(`${identity} was announced, and may not be there`);
  }

  /** No token goes to a session that was over before it asked, and no token is given twice. */
  token(mint: Mint): void {
    const { history, timeline } = this.#scene;
    const { identity, session, asked } = mint;
    if (history.mints.has(identity)) this.break(`${identity} was handed out twice`);
    history.mints.set(identity, mint);
    const endedAtMs = history.ends.get(session)?.doneAtMs ?? Infinity;
    if (endedAtMs < asked.sentAtMs) this.break(`${identity} is for a session that had ended`);
    this.broken.push(...this.#entrance.lawsOfToken(mint, timeline.now));
    // The commit of this very request was the switch, where the token before was another session's.
    const before = history.mints.get(`${mint.seatId}.${mint.generation - 1}`);
    const isSwitch = before && before.session !== session &&
      before.asked.answeredAtMs !== null && before.asked.answeredAtMs < asked.sentAtMs;
    if (!isSwitch) return;
    this.#judgePromptness(
      asked.sentAtMs,
      `the token ${identity}`,
      (other) => other.seatId === mint.seatId && other.generation < mint.generation,
    );
  }

  /** Each refusal needs a reason; a person with a reservation is refused only when banned. */
  refusal(asked: Asked, code: string): void {
    this.reached.add(`refused: ${code}`);
    this.broken.push(...this.#entrance.lawsOfRefusal(asked, code, this.#scene.timeline.now));
  }

  /** As `Entrance` has it. */
  hasPlace(person: string, fromMs: number): boolean {
    return this.#entrance.hasPlace(person, fromMs, this.#scene.timeline.now);
  }

  /** A participant that a moderator removed is gone by the time of the answer. */
  putOut({ seatId, sentAtMs, doneAtMs }: PutOut): void {
    this.#judgePromptness(
      sentAtMs,
      "a moderator put them out",
      (mint) => mint.seatId === seatId && this.#scene.history.isPutOut(mint, doneAtMs ?? Infinity),
    );
  }

  /** Of two requests at once, the one that finds the session over does not wait for the other's evictions. */
  ended(sessionId: string, end: SessionEnd): void {
    end.doneAtMs ??= this.#scene.timeline.now;
    if (end.times > 1) return;
    this.#judgePromptness(
      end.askedAtMs,
      "its session ended",
      // A seat that another session holds by now is that one's business.
      (mint) => mint.session === sessionId && !this.#scene.history.mayBeTaken(mint),
    );
  }

  /** The server has taken in *joined* or *left*, which was sent at `sentAtMs`. */
  heard(
    { event, connection }: FakeEvent,
    { seatId, generation }: Pick<Mint, "seatId" | "generation">,
    sentAtMs: number,
  ): void {
    const { history, timeline } = this.#scene;
    const isNews = history.heard(seatId, generation);
    const mint = history.mints.get(connection?.identity ?? "");
    // LiveKit accepts an old token; its participant may stay only until the webhook.
    if (event === "participant_joined" && mint && history.isPutOut(mint, sentAtMs)) {
      this.reached.add("an evicted person came back with an old token");
      timeline.after(
        1_000,
        () => this.#judgePromptness(sentAtMs, "it came back", (other) => other === mint),
      );
    }
    // If the floor was as high already, *left* changes nothing.
    if (!isNews || event !== "participant_joined") return;
    // An eviction that takes longer than 300 ms goes on after the answer.
    timeline.after(1_000, () =>
      this.#judgePromptness(
        sentAtMs,
        `${seatId}.${generation} was heard of`,
        (mint) => mint.seatId === seatId && mint.generation < generation,
      ));
  }

  /**
   * Without faults the participants that `hasToGo` names, and that had joined before `sinceMs`, are out by now. The
   * reconciler need not come for them.
   */
  #judgePromptness(sinceMs: number, after: string, hasToGo: (mint: Mint) => boolean): void {
    if (this.#troubledUntilMs >= sinceMs) return;
    const { history, livekit } = this.#scene;
    for (const slug of slugs) {
      for (const { identity, joinedAtMs } of livekit.connections(`space-${slug}`)) {
        const mint = history.mints.get(identity);
        if (mint && joinedAtMs < Math.floor(sinceMs) && hasToGo(mint)) {
          this.break(`${identity} is still there after ${after}`);
        }
      }
    }
  }
}
