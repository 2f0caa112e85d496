/** Participants without media, many of them in one process: cheap enough to have fifty of one person. */
import { Child } from "../../toolchain/child.ts";
import {
  type CrowdCommand,
  crowdLinePrefix,
  type MemberSnapshot,
  memberSnapshotSchema,
} from "./crowd_protocol.ts";

/** Needed to join: a ticket, or a token of any other origin. */
export interface Entry {
  readonly url: string;
  readonly token: string;
}

/** One participant, as it sees itself. */
export class Member {
  readonly #watchers = new Set<() => void>();
  readonly #leave: () => Promise<void>;
  #snapshot: MemberSnapshot | null = null;
  #endedAt: number | null = null;

  constructor(leave: () => Promise<void>) {
    this.#leave = leave;
  }

  get snapshot(): MemberSnapshot {
    if (!this.#snapshot) throw new Error("The participant has not said anything yet");
    return this.#snapshot;
  }

  get isConnected(): boolean {
    return this.#snapshot?.state === "connected";
  }

  /** It is out, and does not try again. */
  get isOut(): boolean {
    return this.#endedAt !== null;
  }

  /** When it was out, in milliseconds since 1970. */
  get outAt(): number {
    if (this.#endedAt === null) throw new Error("The participant is not out");
    return this.#endedAt;
  }

  /** Waits until `holds` answers true; the error has the last state. */
  async until(
    what: string,
    limitMs: number,
    holds: (member: Member) => boolean,
  ): Promise<MemberSnapshot> {
    const { promise, resolve, reject } = Promise.withResolvers<MemberSnapshot>();
    const look = () => {
      if (this.#snapshot && holds(this)) resolve(this.#snapshot);
    };
    const fail = () =>
      reject(
        new Error(`Not within ${limitMs} ms: ${what}; ${JSON.stringify(this.#snapshot)}`),
      );
    this.#watchers.add(look);
    const timer = setTimeout(fail, limitMs);
    look();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#watchers.delete(look);
    }
  }

  /** Until it is in the room. */
  async connected(limitMs = 30_000): Promise<this> {
    await this.until("to be connected", limitMs, ({ isConnected, isOut }) => isConnected || isOut);
    if (this.isOut) throw new Error(`Cannot join: ${this.snapshot.state} ${this.snapshot.reason}`);
    return this;
  }

  /** Until it is out; answers the reason. */
  async out(limitMs: number): Promise<string | null> {
    return (await this.until("to be out", limitMs, ({ isOut }) => isOut)).reason;
  }

  /** Leaves the room cleanly; the SDK delays it while another one in its process times out in connecting. */
  async leave(limitMs = 60_000): Promise<void> {
    if (this.isOut) return;
    await this.#leave();
    await this.out(limitMs);
  }

  /** For the crowd alone. */
  tell(snapshot: MemberSnapshot): void {
    this.#snapshot = snapshot;
    const isOver = snapshot.state === "disconnected" || snapshot.state === "failed";
    if (isOver) this.#endedAt ??= snapshot.changedAt;
    for (const look of this.#watchers) look();
  }
}

/** More rooms than about ten at once in one process, and the SDK's events stop coming. */
const membersPerProcess = 6;

interface CrowdProcess {
  readonly child: Child;
  readonly members: Member[];
}

/** Participants without media, a few to a process; `await using` ends them. */
export class Crowd implements AsyncDisposable {
  readonly #members: Member[] = [];
  readonly #processes: CrowdProcess[] = [];

  /** Begins to join, and does not wait. */
  enter({ url, token }: Entry): Member {
    const id = this.#members.length;
    const { child, members } =
      this.#processes.find(({ members }) =>
        members.filter(({ isOut }) => !isOut).length < membersPerProcess
      ) ?? this.#launch();
    const tell = (command: CrowdCommand) => child.write(`${JSON.stringify(command)}\n`);
    const member = new Member(() => tell({ do: "leave", id }));
    members.push(member);
    this.#members.push(member);
    // The wait for a member fails with the process's end.
    tell({ do: "join", id, url, token }).catch(() => {});
    return member;
  }

  /** Joins, and waits until it is in the room. */
  async join(entry: Entry): Promise<Member> {
    return await this.enter(entry).connected();
  }

  /** `kill -9`, all members at once: LiveKit notices after about 20 s. */
  async kill(): Promise<void> {
    await Promise.all(this.#processes.map(({ child }) => child.kill()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #launch(): CrowdProcess {
    let line = "";
    const read = (text: string) => {
      const lines = (line + text).split("\n");
      line = lines.pop() ?? "";
      for (const each of lines) {
        if (!each.startsWith(crowdLinePrefix)) continue;
        const json: unknown = JSON.parse(each.slice(crowdLinePrefix.length));
        const snapshot = memberSnapshotSchema.parse(json);
        this.#members[snapshot.id].tell(snapshot);
      }
    };
    const child = new Child(Deno.execPath(), {
      args: ["run", "-A", "--no-check", new URL("./crowd_process.ts", import.meta.url).href],
      hasInput: true,
      onOutput: read,
    });
    const process: CrowdProcess = { child, members: [] };
    this.#processes.push(process);
    return process;
  }
}
