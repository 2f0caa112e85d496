import type { Signal } from "@preact/signals";
import { oneOf, readVersion1 } from "../base/stored_values.ts";
import type { PictureSource, ReceiveMode } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { Reception, RoomPort } from "../ports/room_port.ts";
import type { StoragePort } from "../ports/storage_port.ts";
import { seatOf } from "./participant_tile.ts";

const key = "madang.receiving";
const modes: readonly ReceiveMode[] = ["everything", "lighter", "sound"];
const receptions: Readonly<Record<ReceiveMode, Reception>> = {
  everything: "full",
  lighter: "small",
  sound: "none",
};

/** How much is received of the others' pictures: the person's choice, and single pictures that are wanted in spite of it. */
export class PictureReception {
  readonly #storage: StoragePort;
  readonly #mode: Signal<ReceiveMode>;
  /** Pictures that are wanted, by seat, so that a reload of their person keeps them. */
  readonly #wanted = new Set<string>();
  #room: RoomPort | null = null;

  constructor(storage: StoragePort, page: PagePort, mode: Signal<ReceiveMode>) {
    this.#storage = storage;
    this.#mode = mode;
    mode.value = oneOf(readVersion1(storage, key).mode, modes) ??
      (page.savesData() ? "lighter" : "everything");
  }

  /** Takes a room, before it connects. */
  attachRoom(room: RoomPort): void {
    this.#room = room;
    this.#apply();
  }

  setMode(mode: ReceiveMode): void {
    this.#mode.value = mode;
    this.#storage.write(key, { version: 1, mode });
    this.#wanted.clear();
    this.#apply();
  }

  /** Receives one picture in full, until the mode changes. */
  want(seatId: string, source: PictureSource): void {
    this.#wanted.add(`${seatId} ${source}`);
    this.#apply();
  }

  #apply(): void {
    this.#room?.setReception((identity, source) =>
      this.#wanted.has(`${seatOf({ identity }).seatId} ${source}`)
        ? "full"
        : receptions[this.#mode.peek()]
    );
  }
}
