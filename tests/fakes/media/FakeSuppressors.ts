import {
  type CreateSuppressor,
  ProcessingError,
  type ProcessingFailure,
  type SoundListener,
  type SoundProcessor,
  type Suppressor,
} from "../../../lib/media/ports/processor_port.ts";
import { FakeMediaStream, FakeMediaStreamTrack } from "./FakeMediaStream.ts";

/** A processor that a test fails, slows down and suspends. */
export class FakeSuppressor implements SoundProcessor {
  readonly output = new FakeMediaStream(new FakeMediaStreamTrack("audio"));
  input: MediaStream | null = null;
  isContextRunning = true;
  isStopped = false;
  #listener: SoundListener | null = null;

  constructor(readonly suppressor: Suppressor, readonly fails: ProcessingFailure | undefined) {}

  async start(stream: MediaStream, listener: SoundListener): Promise<MediaStream> {
    await null;
    if (this.fails) throw new ProcessingError(this.fails);
    this.input = stream;
    this.#listener = listener;
    return this.output;
  }

  isRunning(): boolean {
    return this.isContextRunning && !this.isStopped;
  }

  stop(): void {
    this.isStopped = true;
    this.output.tracks[0].stop();
  }

  fail(reason: ProcessingFailure): void {
    this.#listener?.onFailure(reason);
  }

  cost(coreRatio: number): void {
    this.#listener?.onCost(coreRatio);
  }

  setContextRunning(isRunning: boolean): void {
    this.isContextRunning = isRunning;
    this.#listener?.onRunning();
  }
}

/** Makes fake suppressors, and keeps them. */
export class FakeSuppressors {
  readonly made: FakeSuppressor[] = [];
  /** How the start of each kind fails. */
  readonly failures: Partial<Record<Suppressor, ProcessingFailure>> = {};

  readonly create: CreateSuppressor = (suppressor) => {
    const made = new FakeSuppressor(suppressor, this.failures[suppressor]);
    this.made.push(made);
    return made;
  };
}
