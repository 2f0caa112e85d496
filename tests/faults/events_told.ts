/** LiveKit's webhooks, read on the way: the surest evidence of joins, leaves and failed connections. */
import * as z from "zod/mini";
import type { Fault, FaultProxy } from "./fault_proxy.ts";

const eventSchema = z.looseObject({
  event: z.string(),
  participant: z.optional(z.looseObject({ identity: z.string(), sid: z.string() })),
});

export interface ToldEvent {
  readonly type: string;
  readonly identity: string;
  readonly sid: string;
  /** Milliseconds since 1970, here. */
  readonly at: number;
}

/** Reads all events that pass `proxy`, repeated deliveries included. */
export class EventsTold {
  readonly all: ToldEvent[] = [];

  /** `fate` decides what becomes of each delivery; all pass by default. */
  constructor(proxy: FaultProxy, fate: (event: ToldEvent) => Fault = () => ({ type: "pass" })) {
    proxy.script(({ body }) => {
      const read = eventSchema.parse(JSON.parse(new TextDecoder().decode(body)));
      const { identity = "", sid = "" } = read.participant ?? {};
      const event = {
        type: read.event,
        identity,
        sid,
        at: performance.timeOrigin + performance.now(),
      };
      this.all.push(event);
      return fate(event);
    });
  }

  /** Whether LiveKit told that it joined and left, or was aborted. */
  isGone(identity: string): boolean {
    return this.goneAt(identity) !== null;
  }

  /** When LiveKit first told that it is gone, in milliseconds since 1970. */
  goneAt(identity: string): number | null {
    return this.#at(identity, "participant_left", "participant_connection_aborted");
  }

  /** When LiveKit first told that it is in. */
  joinedAt(identity: string): number | null {
    return this.#at(identity, "participant_joined");
  }

  #at(identity: string, ...types: string[]): number | null {
    return this.all.find((event) => event.identity === identity && types.includes(event.type))
      ?.at ??
      null;
  }
}
