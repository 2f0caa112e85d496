/** LiveKit participants that are no browser: they publish real media and count what they receive. */
import { Child } from "./child.ts";
import {
  type Command,
  linePrefix,
  type RtcSnapshot,
  rtcSnapshotSchema,
  type SeenParticipant,
} from "./rtc/protocol.ts";

export type { HeardTrack, RtcSnapshot, SeenParticipant } from "./rtc/protocol.ts";

/** The participant, and the room that it joins. */
export interface ParticipantOptions {
  url: string;
  token: string;
  /** Publishes a tone of 440 Hz as its microphone; default true. */
  hasTone?: boolean;
  /** Publishes a moving picture of 640×360 as its camera; default true. */
  hasPicture?: boolean;
  /** Which of the pictures. */
  pictureStyle?: number;
  /** Encrypts and decrypts by this key, in base64, as a space's media key; default: none. */
  mediaKey?: string;
}

/** A participant that runs in a process of its own. */
export class RtcParticipant {
  readonly #child: Child;
  readonly #watchers = new Set<() => void>();
  #snapshot: RtcSnapshot | null = null;
  #line = "";

  constructor(options: ParticipantOptions) {
    const setting = { hasTone: true, hasPicture: true, pictureStyle: 0, ...options };
    this.#child = new Child(Deno.execPath(), {
      args: ["run", "-A", new URL("./rtc/process.ts", import.meta.url).href],
      env: { MADANG_PARTICIPANT: JSON.stringify(setting) },
      hasInput: true,
      onOutput: (text) => this.#read(text),
    });
    this.#child.exited.then(() => this.#wake());
  }

  /** Its last snapshot; there are ten a second. */
  get snapshot(): RtcSnapshot {
    if (!this.#snapshot) throw new Error("The participant has not said anything yet");
    return this.#snapshot;
  }

  /** The other participant called `name`, or undefined. */
  other(name: string): SeenParticipant | undefined {
    return this.#snapshot?.others.find((other) => other.name === name);
  }

  /**
   * Waits until `holds` answers true; the error has `what` it waited for, and the last snapshot.
   * An error of `holds` ends the wait.
   */
  async until(
    what: string,
    holds: (snapshot: RtcSnapshot) => boolean,
    limitSeconds = 40,
  ): Promise<RtcSnapshot> {
    const { promise, resolve, reject } = Promise.withResolvers<RtcSnapshot>();
    const fail = (why: string) =>
      reject(
        new Error(
          `Waited for "${what}": ${why}; ${JSON.stringify(this.#snapshot)}\n` +
            this.#child.output.split("\n").filter((line) => !line.startsWith(linePrefix)).slice(-20)
              .join("\n"),
        ),
      );
    const look = () => {
      try {
        if (this.#snapshot && holds(this.#snapshot)) resolve(this.#snapshot);
        else if (this.#child.hasExited) fail("the participant's process ended");
      } catch (error) {
        reject(error);
      }
    };
    this.#watchers.add(look);
    const timer = setTimeout(() => fail(`not in ${limitSeconds} s`), limitSeconds * 1000);
    look();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#watchers.delete(look);
    }
  }

  /** Sends `text` to everyone in the room, as reliable data. */
  async send(text: string, topic?: string): Promise<void> {
    await this.#tell({ do: "send", text, topic });
  }

  /** Writes `text` to everyone in the room, as a text stream. */
  async write(text: string, topic: string, attributes?: Record<string, string>): Promise<void> {
    await this.#tell({ do: "write", text, topic, attributes });
  }

  /** Asks LiveKit to set attributes of its own, which our tokens do not allow. */
  async claim(attributes: Record<string, string>): Promise<void> {
    await this.#tell({ do: "claim", attributes });
  }

  /** Stops the process in its tracks, as a phone that falls asleep; `thaw()` wakes it. */
  freeze(): void {
    this.#child.signal("SIGSTOP");
  }

  thaw(): void {
    this.#child.signal("SIGCONT");
  }

  /** Leaves the room cleanly, and ends. */
  async leave(): Promise<void> {
    if (this.#child.hasExited) return await this.#child.stop();
    // A process that ends at this moment takes no more commands: no error.
    await this.#tell({ do: "leave" }).catch(() => {});
    await Promise.race([this.#child.exited, giveUp(5000)]);
    await this.#child.kill();
  }

  /** `kill -9`: LiveKit notices after about 20 s. */
  async kill(): Promise<void> {
    await this.#child.kill();
  }

  async #tell(command: Command): Promise<void> {
    await this.#child.write(`${JSON.stringify(command)}\n`);
  }

  #read(text: string): void {
    const lines = (this.#line + text).split("\n");
    this.#line = lines.pop() ?? "";
    const last = lines.findLast((line) => line.startsWith(linePrefix));
    if (!last) return;
    this.#snapshot = rtcSnapshotSchema.parse(JSON.parse(last.slice(linePrefix.length)));
    this.#wake();
  }

  #wake(): void {
    for (const look of this.#watchers) look();
  }
}

/** Starts a participant and waits until it is in the room. */
export async function joinAsParticipant(options: ParticipantOptions): Promise<RtcParticipant> {
  const participant = new RtcParticipant(options);
  try {
    await participant.until("to be connected", ({ state, reason }) => {
      if (state === "failed") throw new Error(`Cannot join: ${reason}`);
      return state === "connected";
    });
    return participant;
  } catch (error) {
    await participant.kill();
    throw error;
  }
}

function giveUp(milliseconds: number): Promise<void> {
  return new Promise((resolve) => Deno.unrefTimer(setTimeout(resolve, milliseconds)));
}
