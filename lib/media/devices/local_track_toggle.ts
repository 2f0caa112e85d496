import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { MediaSwitch } from "../ports/call_types.ts";
import { isRefusal } from "../base/media_failure.ts";
import { type RoomPort, SendLost } from "../ports/room_port.ts";

/** Opens, sends and closes one source, when `LocalTrackToggle` says so. */
export interface SourceDriver {
  /** Opens the device, or returns the open stream. `null`: released before it opened. */
  open(): Promise<MediaStream | null>;
  /** Captures again, with the device and the options of now. */
  renew(): Promise<MediaStream | null>;
  close(): void;
  send(room: RoomPort, stream: MediaStream): Promise<void>;
  mute(room: RoomPort): Promise<void>;
  /** True for the microphone: muted in a call it stays open, so that unmuting is instant. */
  readonly staysOpenInCall: boolean;
  /** Whether it stays on for the next call; false for a screen, which is chosen each time. */
  readonly outlivesCall: boolean;
}

/** Dependencies of a `LocalTrackToggle`. */
export interface LocalTrackToggleParts {
  readonly driver: SourceDriver;
  /** Called with each failure that is not overtaken by a newer request. */
  onFailure(error: unknown): void;
  /** Called when a person's choice took effect, to store it for the next visit. */
  onChosen(enabled: boolean): void;
}

/**
 * The switch of the microphone, the camera or the screen share. Before a call it opens the device for a
 * preview; in a call it publishes. In a call `isEnabled` is what the room reports, not what was requested.
 * Requests are applied one at a time, and the last one wins.
 */
export class LocalTrackToggle implements MediaSwitch {
  readonly #parts: LocalTrackToggleParts;
  /** Whether it is on while there is no room, and in the next one. */
  readonly #enabledOnJoin = signal(false);
  /** The room's last report; `null` without a room, or before its first. */
  readonly #reported = signal<boolean | null>(null);
  readonly #isPending = signal(false);
  readonly #isAllowed = signal(true);
  #room: RoomPort | null = null;
  #wanted = false;
  #needsSettling = false;
  #needsRenewal = false;
  #isOpen = false;
  #isRecovering = false;
  #decisions = 0;
  /** Off, but not closed: the system has the device, and may give it back. */
  #isPaused = false;
  #running: Promise<void> | null = null;

  readonly isEnabled: ReadonlySignal<boolean> = computed(() =>
    this.#reported.value ?? this.#enabledOnJoin.value
  );

  constructor(parts: LocalTrackToggleParts) {
    this.#parts = parts;
  }

  get isPending(): ReadonlySignal<boolean> {
    return this.#isPending;
  }

  /** Counts decisions on or off. Code that restores an earlier state compares it, and gives way to a newer decision. */
  get decisions(): number {
    return this.#decisions;
  }

  get isAllowed(): ReadonlySignal<boolean> {
    return this.#isAllowed;
  }

  toggle(): Promise<void> {
    return this.setEnabled(!(this.#running ? this.#wanted : this.isEnabled.peek()));
  }

  async setEnabled(enabled: boolean): Promise<void> {
    await this.setForNow(enabled);
    if (this.isEnabled.peek() === enabled) this.#parts.onChosen(enabled);
  }

  /** As `setEnabled`, but not stored for the next visit: for push to talk. */
  async setForNow(enabled: boolean): Promise<void> {
    this.#isPaused = false;
    this.#decide(enabled && this.#isAllowed.peek());
    await this.#settle();
  }

  /** If it is on, captures again with the device and the options of now. */
  async restart(): Promise<void> {
    if (!this.#wanted) {
      // Nothing to send; a muted microphone that stays open would be the old device.
      return this.#parts.driver.close();
    }
    if (!this.#running && this.#room === null && !this.#isOpen) return;
    this.#needsRenewal = true;
    await this.#settle();
  }

  /** If it is on in a room, publishes again, after a change of the gain or the size. */
  async resend(): Promise<void> {
    if (this.#wanted && this.#room) await this.#settle();
  }

  /** Sets whether it is on when joining, without opening the device. */
  enableOnJoin(enabled: boolean): void {
    this.#decide(enabled);
    this.#enabledOnJoin.value = enabled;
    if (!enabled) this.#close();
  }

  /** Opens the device if it is on and closed: in the click on *Join*, before there is a room. */
  async open(): Promise<void> {
    if (this.#wanted && !this.#isOpen) await this.#settle();
  }

  /** Attaches to `room` and publishes if it is on. Resolves when published or failed. */
  async attach(room: RoomPort): Promise<void> {
    this.#room = room;
    if (!this.#isAllowed.peek()) this.#skip();
    // While it is being published, the switch keeps showing on.
    this.#reported.value = this.#wanted ? null : false;
    if (this.#wanted) await this.#settle();
    if (this.#room === room) this.#reported.value ??= false;
  }

  /** Detaches from the room. The state stays for the next one; `carries`: the device stays open for it. */
  detach({ carries }: { carries: boolean }): void {
    if (!carries && !this.#parts.driver.outlivesCall) this.#decide(false);
    this.#enabledOnJoin.value = this.#wanted;
    this.#room = null;
    this.#reported.value = null;
    this.#needsSettling = false;
    if (carries) return;
    this.#isAllowed.value = true;
    this.#close();
  }

  /**
   * Sets whether our role lets us publish it. If not, the device is closed at once, without a failure.
   * The choice for the next visit stays; being allowed again does not switch on.
   */
  allow(isAllowed: boolean): void {
    this.#isAllowed.value = isAllowed;
    if (!isAllowed && this.#room) this.#skip();
  }

  /** The room's report, also of a mute by a moderator or the system. */
  report(isEnabled: boolean): void {
    if (!this.#room) return;
    this.#reported.value = isEnabled;
    if (!this.#running && !this.#isRecovering && this.#wanted !== isEnabled) {
      this.#decide(isEnabled);
    }
  }

  /** A moderator switched it off. Counts as a decision even if it was off, when the room reports no change. */
  countModeratorMute(): void {
    this.#decisions++;
  }

  /** The system took the device: switches off until the next click. The stored choice stays. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    this.#decide(false);
    await this.#settle();
  }

  /** The system gave the device back: closes it, unless a muted one stays open. */
  endPause(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (!this.#staysOpen(this.#room)) this.#close();
  }

  /**
   * The device ended by itself: opens another one, or switches off if `findObstacle` resolves to a failure.
   * Resolves to false, and does nothing, if it is off.
   */
  async recover(
    findObstacle: () => Promise<unknown> = () => Promise.resolve(null),
  ): Promise<boolean> {
    this.#isOpen = false;
    if (!this.#wanted) return false;
    // The SDK mutes an ended track and reports that. It is no decision, so `report` ignores it meanwhile.
    this.#isRecovering = true;
    const failure = await findObstacle();
    this.#isRecovering = false;
    if (!this.#wanted) return false;
    if (failure === null) await this.#settle();
    else this.#fail(this.#room, failure);
    return true;
  }

  #decide(enabled: boolean): void {
    this.#decisions++;
    this.#wanted = enabled;
  }

  #skip(): void {
    this.#decide(false);
    // Marks the request under way as overtaken, so that its failure is not reported.
    if (this.#running) this.#needsSettling = true;
    this.#close();
  }

  #close(): void {
    this.#isOpen = this.#isPaused = false;
    this.#parts.driver.close();
  }

  #settle(): Promise<void> {
    this.#needsSettling = true;
    // Starts in the same task: browsers offer a screen only within the click.
    return this.#running ??= this.#applyWanted();
  }

  async #applyWanted(): Promise<void> {
    this.#isPending.value = true;
    while (this.#needsSettling) {
      this.#needsSettling = false;
      const room = this.#room;
      try {
        await (this.#wanted ? this.#turnOn(room) : this.#turnOff(room));
      } catch (error) {
        // A newer request or another room decides.
        if (this.#needsSettling || room !== this.#room) continue;
        if (room && error instanceof SendLost) {
          // Not a refusal: keep the device and send again on this connection or in the next room.
          const isToSend = await room.untilConnected() && room === this.#room;
          this.#needsSettling ||= isToSend;
        } else this.#fail(room, error);
      }
    }
    // In the same task as the last check of `#needsSettling`, or a request in between would never be applied.
    this.#running = null;
    this.#isPending.value = false;
  }

  async #turnOn(room: RoomPort | null): Promise<void> {
    const stream = await this.#openDevice();
    if (!stream || room !== this.#room) return;
    this.#isOpen = true;
    if (room) await this.#parts.driver.send(room, stream);
    else this.#enabledOnJoin.value = true;
  }

  /** Resolves to `null` if it was released or failed. */
  async #openDevice(): Promise<MediaStream | null> {
    const { driver } = this.#parts;
    const isRenewal = this.#needsRenewal;
    this.#needsRenewal = false;
    try {
      return await (isRenewal ? driver.renew() : driver.open());
    } catch (error) {
      // Overtaken: switched off meanwhile, or another device is to be tried and no person refused.
      const isOvertaken = !this.#wanted || this.#needsRenewal && !isRefusal(error);
      // Otherwise final, even if the room changed: only a click tries again.
      if (!isOvertaken) this.#fail(this.#room, error);
      return null;
    }
  }

  async #turnOff(room: RoomPort | null): Promise<void> {
    const { driver } = this.#parts;
    if (room) await driver.mute(room);
    if (room !== this.#room) return;
    if (!room) this.#enabledOnJoin.value = false;
    if (!this.#staysOpen(room)) this.#close();
  }

  #staysOpen(room: RoomPort | null): boolean {
    return this.#isPaused || (room !== null && this.#parts.driver.staysOpenInCall);
  }

  #fail(room: RoomPort | null, error: unknown): void {
    this.#turnOffAfterFailure(room);
    if (this.#isAllowed.peek()) this.#parts.onFailure(error);
  }

  #turnOffAfterFailure(room: RoomPort | null): void {
    this.#decide(false);
    this.#enabledOnJoin.value = false;
    this.#close();
    // The published track has no device any more; the room reports the mute.
    if (room && this.#reported.peek()) this.#parts.driver.mute(room).catch(() => {});
  }
}
