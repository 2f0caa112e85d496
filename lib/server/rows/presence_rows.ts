/**
 * The rows from which presence is told: who writes each, how long it lives, and its shape. Everything is
 * keyed by participant **sid**, so that the *left* of an old connection never erases the new one.
 */
import type { ParticipantKind } from "../../contract/outside.ts";
import type { RowKey } from "../storage/kv_port.ts";

/** "This event was applied", and how long a repeated delivery finds out. */
export const webhookEventLifeMs = 15 * 60_000;

/** A sid that left is remembered this long, so that its late *joined* brings nobody back. */
export const tombstoneLifeMs = 15 * 60_000;

/** Marks an event of LiveKit as applied. Written by the webhook, in the commit of its effect. */
export function webhookEventKey(eventId: string): RowKey<WebhookEventRow> {
  return ["webhook_event", eventId];
}

/** When an event was applied. */
export interface WebhookEventRow {
  readonly appliedAt: number;
}

/** One connection of one participant. Written by the webhook and the reconciler. */
export function presenceKey(slug: string, sid: string): RowKey<PresenceRow> {
  return ["presence", slug, sid];
}

/** All connections of a space, those that left lately included. */
export function presencePrefix(slug: string): RowKey<PresenceRow> {
  return ["presence", slug];
}

/** A connection: inside while `leftAtMs` is `null`, else a tombstone. */
export interface PresenceRow {
  readonly sid: string;
  /** Of who sits on no seat of ours (by `kind`): the identity. */
  readonly seatId: string;
  /** From 1 on; 0 without a seat. */
  readonly generation: number;
  readonly participantName: string;
  readonly kind: ParticipantKind;
  /** LiveKit's clock: it orders connections, where an event's own time, in whole seconds, does not. */
  readonly joinedAtMs: number;
  /** Of the seat, under this name: see `sinceOf`. Rows of older servers have none. */
  readonly since?: number;
  readonly leftAtMs: number | null;
  /**
   * Who says so. A *left* that LiveKit told is final; one that was concluded, from a list without that sid or from the end
   * of the room, gives way to a later list with it.
   */
  readonly toldBy: "webhook" | "reconciler";
}

/**
 * The space's row: written in every commit that changes who is inside, and checked by the reconciler, whose
 * list of participants is old by the time it commits. What it holds says nothing; that it changed does.
 */
export function presenceVersionKey(slug: string): RowKey<PresenceVersionRow> {
  return ["space_presence", slug];
}

/** More connections than any space holds, tombstones included. */
export const allConnections = 10_000;

/** Which write of a space's presence was the last. */
export interface PresenceVersionRow {
  /** The event, or the reconciler's round, that changed presence last. */
  readonly changedBy: string;
}

/** The space's row outlives by far any reconciler that could hold an old version of it. */
export const presenceVersionLifeMs = 24 * 60 * 60_000;

/** A space where somebody is inside, for the reconciler's rounds. Written by the webhook, deleted by the reconciler. */
export function inhabitedSpaceKey(slug: string): RowKey<InhabitedSpaceRow> {
  return ["inhabited_space", slug];
}

/** Prefix of all `inhabitedSpaceKey` rows, for `list`. */
export const inhabitedSpacesPrefix: RowKey<InhabitedSpaceRow> = ["inhabited_space"];

/** That somebody is inside. */
export interface InhabitedSpaceRow {
  readonly slug: string;
}

/** When a space was last reconciled, and when that was last tried: a lease, too. */
export function reconciledKey(slug: string): RowKey<ReconciledRow> {
  return ["reconciled", slug];
}

/** When a space was last reconciled, and tried to be. */
export interface ReconciledRow {
  readonly triedAtMs: number;
  /** Names that try alone: whoever's lease it is knows it by this, should the reply be lost. */
  readonly attempt: string;
  /** Zero: never. */
  readonly doneAtMs: number;
}

/** Longer than any space waits for its turn; afterwards it counts as never reconciled. */
export const reconciledLifeMs = 60 * 60_000;

/** When the last round over all spaces began, so that of several replicas one goes. */
export const roundKey: RowKey<RoundRow> = ["reconcile_round"];

/** When the last round began, and when LiveKit last answered one. */
export interface RoundRow {
  readonly beganAtMs: number;
  /** Names that round alone, as `ReconciledRow.attempt` does. */
  readonly attempt: string;
  /** When LiveKit last told its rooms to a round; zero: never. */
  readonly livekitAnsweredAtMs: number;
}
