import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { MediaSwitch } from "../ports/call_types.ts";
import { isRefusal } from "../base/media_failure.ts";
import { type RoomPort, SendLost } from "../ports/room_port.ts";

/** How one source is opened and sent; `LocalTrackToggle` says when. */
export interface SourceDriver {
  /** Opens the device, or answers what is open. `null`: nobody wants it any more. */
  open(): Promise<MediaStream | null>;
  /** Opens it anew, with the device and the options of now. */
  renew(): Promise<MediaStream | null>;
  close(): void;
  send(room: RoomPort, stream: MediaStream): Promise<void>;
  hush(room: RoomPort): Promise<void>;
  /** In a call a muted microphone stays open, so that unmuting is instant; a camera's light goes out. */
  readonly staysOpenInCall: boolean;
  /** What was on when a call ended is on in the next one; a screen is chosen anew each time. */
  readonly outlivesCall: boolean;
}

/** What a `LocalTrackToggle` is made of. */
export interface SwitchedSourceParts {
  readonly driver: SourceDriver;
  /** Tells of what went wrong. */
  onFailure(error: unknown): void;
  /** A person's choice came true: keep it for the next visit. */
  onChosen(enabled: boolean): void;
}

/**
 * The switch of the microphone, the camera or the shared screen. Before a call it opens the
 * device for a preview; in a call it sends. `isEnabled` is what the room reports, never the wish;
 * wishes are carried out one at a time, and the last one wins.
 */
export class LocalTrackToggle implements MediaSwitch {
  readonly #parts: SwitchedSourceParts;
  /** What will be taken into the next call; on or off while there is no room. */
  readonly #armed = signal(false);
  /** What the room says; `null` while there is none, or it has not said anything yet. */
  readonly #reported = signal<boolean | null>(null);
  readonly #isPending = signal(false);
  readonly #isAllowed = signal(true);
  #room: RoomPort | null = null;
  #wish = false;
  #isDirty = false;
  #isStale = false;
  #isOpen = false;
  #isLooking = false;
  #decisions = 0;
  /** Off, but held open: the system has the device, and may give it back. */
  #isSuspended = false;
  #running: Promise<void> | null = null;

  readonly isEnabled: ReadonlySignal<boolean> = computed(() =>
    this.#reported.value ?? this.#armed.value
  );

  constructor(parts: SwitchedSourceParts) {
    this.#parts = parts;
  }

  get isPending(): ReadonlySignal<boolean> {
    return this.#isPending;
  }

  /** How often anybody decided on or off: who puts back what was before looks whether it still holds. */
  get decisions(): number {
    return this.#decisions;
  }

  get isAllowed(): ReadonlySignal<boolean> {
    return this.#isAllowed;
  }

  toggle(): Promise<void> {
    return this.setEnabled(!(this.#running ? this.#wish : this.isEnabled.peek()));
  }

  async setEnabled(enabled: boolean): Promise<void> {
    await this.setForNow(enabled);
    if (this.isEnabled.peek() === enabled) this.#parts.onChosen(enabled);
  }

  /** As `setEnabled`, but no choice to be kept for the next visit: a key that is held. */
  async setForNow(enabled: boolean): Promise<void> {
    this.#isSuspended = false;
    this.#decide(enabled && this.#isAllowed.peek());
    await this.#settle();
  }

  /** Takes the device and the options of now, where it is on. */
  async restart(): Promise<void> {
    if (!this.#wish) {
      // Nothing to send; and what is held open muted would be the old device.
      return this.#parts.driver.close();
    }
    if (!this.#running && this.#room === null && !this.#isOpen) return;
    this.#isStale = true;
    await this.#settle();
  }

  /** Sends again what is open, where it is sent: how it is sent has changed. */
  async resend(): Promise<void> {
    if (this.#wish && this.#room) await this.#settle();
  }

  /** Sets what the next call takes in, without opening anything. */
  arm(enabled: boolean): void {
    this.#decide(enabled);
    this.#armed.value = enabled;
    if (!enabled) this.#close();
  }

  /** Opens what is chosen but not open yet, ahead of the room: the click on *Join*. */
  async open(): Promise<void> {
    if (this.#wish && !this.#isOpen) await this.#settle();
  }

  /** There is a room: sends what is on, and answers when it is sent or has failed. */
  async enter(room: RoomPort): Promise<void> {
    this.#room = room;
    if (!this.#isAllowed.peek()) this.#forgo();
    // While it is being published the switch keeps showing what was chosen.
    this.#reported.value = this.#wish ? null : false;
    if (this.#wish) await this.#settle();
    if (this.#room === room) this.#reported.value ??= false;
  }

  /** The room is gone. What was on stays chosen, and open where it is carried to the next room. */
  exit({ carries }: { carries: boolean }): void {
    if (!carries && !this.#parts.driver.outlivesCall) this.#decide(false);
    this.#armed.value = this.#wish;
    this.#room = null;
    this.#reported.value = null;
    this.#isDirty = false;
    if (carries) return;
    this.#isAllowed.value = true;
    this.#close();
  }

  /**
   * Our role lets us send it, or not: then the device is let go at once, and nothing is said of a failure. What is
   * chosen for the next visit stays chosen; being allowed again switches nothing on.
   */
  allow(isAllowed: boolean): void {
    this.#isAllowed.value = isAllowed;
    if (!isAllowed && this.#room) this.#forgo();
  }

  /** The room tells the truth; also what a moderator or the system muted. */
  report(isEnabled: boolean): void {
    if (!this.#room) return;
    this.#reported.value = isEnabled;
    if (!this.#running && !this.#isLooking && this.#wish !== isEnabled) this.#decide(isEnabled);
  }

  /** A moderator switched it off, which changes nothing for the room where it was off already. */
  silence(): void {
    this.#decisions++;
  }

  /** The system took the device: off, and what was chosen is not forgotten. On again by a click only. */
  async suspend(): Promise<void> {
    this.#isSuspended = true;
    this.#decide(false);
    await this.#settle();
  }

  /** The system gave the device back: it is let go, as any that is off. */
  release(): void {
    if (!this.#isSuspended) return;
    this.#isSuspended = false;
    if (!this.#staysOpen(this.#room)) this.#close();
  }

  /**
   * The device went away by itself: another one, or off where `look`, which is awaited, finds a
   * reason not to open any. Answers false where it is off already, and does nothing then.
   */
  async recover(look: () => Promise<unknown> = () => Promise.resolve(null)): Promise<boolean> {
    this.#isOpen = false;
    if (!this.#wish) return false;
    // Meanwhile the SDK mutes what has ended, and says so: that is not somebody's wish.
    this.#isLooking = true;
    const failure = await look();
    this.#isLooking = false;
    if (!this.#wish) return false;
    if (failure === null) await this.#settle();
    else this.#fail(this.#room, failure);
    return true;
  }

  #decide(enabled: boolean): void {
    this.#decisions++;
    this.#wish = enabled;
  }

  #forgo(): void {
    this.#decide(false);
    // Whatever is on its way fails, and is to end in silence.
    if (this.#running) this.#isDirty = true;
    this.#close();
  }

  #close(): void {
    this.#isOpen = this.#isSuspended = false;
    this.#parts.driver.close();
  }

  #settle(): Promise<void> {
    this.#isDirty = true;
    // Begins at once, not in a later task: a shared screen may only be asked for within the click.
    return this.#running ??= this.#carryOut();
  }

  async #carryOut(): Promise<void> {
    this.#isPending.value = true;
    while (this.#isDirty) {
      this.#isDirty = false;
      const room = this.#room;
      try {
        await (this.#wish ? this.#turnOn(room) : this.#turnOff(room));
      } catch (error) {
        // Overtaken by a newer wish or another room: those decide.
        if (this.#isDirty || room !== this.#room) continue;
        if (room && error instanceof SendLost) {
          // Nobody refused anything: what was wished waits, with its device, for a connection or the next room.
          const isToSend = await room.untilConnected() && room === this.#room;
          this.#isDirty ||= isToSend;
        } else this.#fail(room, error);
      }
    }
    // In the same task as the last look at `#isDirty`: a wish in between would wait for ever.
    this.#running = null;
    this.#isPending.value = false;
  }

  async #turnOn(room: RoomPort | null): Promise<void> {
    const stream = await this.#openDevice();
    if (!stream || room !== this.#room) return;
    this.#isOpen = true;
    if (room) await this.#parts.driver.send(room, stream);
    else this.#armed.value = true;
  }

  /** `null`: nobody wants it any more, or it failed. */
  async #openDevice(): Promise<MediaStream | null> {
    const { driver } = this.#parts;
    const isRenewal = this.#isStale;
    this.#isStale = false;
    try {
      return await (isRenewal ? driver.renew() : driver.open());
    } catch (error) {
      // Switched off meanwhile; or another device is to be tried, which no person was asked about yet.
      const isOvertaken = !this.#wish || this.#isStale && !isRefusal(error);
      // Else it is final, whatever room came or went: only a click asks again.
      if (!isOvertaken) this.#fail(this.#room, error);
      return null;
    }
  }

  async #turnOff(room: RoomPort | null): Promise<void> {
    const { driver } = this.#parts;
    if (room) await driver.hush(room);
    if (room !== this.#room) return;
    if (!room) this.#armed.value = false;
    if (!this.#staysOpen(room)) this.#close();
  }

  #staysOpen(room: RoomPort | null): boolean {
    return this.#isSuspended || (room !== null && this.#parts.driver.staysOpenInCall);
  }

  #fail(room: RoomPort | null, error: unknown): void {
    this.#giveUp(room);
    if (this.#isAllowed.peek()) this.#parts.onFailure(error);
  }

  #giveUp(room: RoomPort | null): void {
    this.#decide(false);
    this.#armed.value = false;
    this.#close();
    // What was sent until now has no device any more; the room reports when it is muted.
    if (room && this.#reported.peek()) this.#parts.driver.hush(room).catch(() => {});
  }
}
