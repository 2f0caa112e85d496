/**
 * Rows of presence: keys, shapes, lifetimes and writers. Connections are keyed by participant **sid**, so that the
 * *left* of an old connection never deletes a newer one.
 */
import type { ParticipantKind } from "../../contract/outside.ts";
import type { RowKey } from "../storage/kv_port.ts";

/** Life of the mark that an event of a room was applied: a repeated delivery within it is ignored. */
export const webhookEventLifeMs = 15 * 60_000;

/** Life of a tombstone: a late *joined* of its sid is ignored. */
export const tombstoneLifeMs = 15 * 60_000;

/**
 * Key of the mark that an event of a whole room was applied. Written by the webhook, in the commit of its effect. Events of
 * one connection are marked in its row (`eventIds`).
 */
export function webhookEventKey(eventId: string): RowKey<WebhookEventRow> {
  return ["webhook_event", eventId];
}

/** Time at which an event was applied. */
export interface WebhookEventRow {
  readonly appliedAt: number;
}

/** Key of one connection of one participant. Written by the webhook and the reconciler. */
export function presenceKey(slug: string, sid: string): RowKey<PresenceRow> {
  return ["presence", slug, sid];
}

/** Prefix of all connections of a space, tombstones included, for `list`. */
export function presencePrefix(slug: string): RowKey<PresenceRow> {
  return ["presence", slug];
}

/** A connection, inside while `leftAtMs` is `null`, else a tombstone. */
export interface PresenceRow {
  readonly sid: string;
  /** Without a seat (by `kind`): the LiveKit identity. */
  readonly seatId: string;
  /** From 1 on; 0 without a seat. */
  readonly generation: number;
  readonly participantName: string;
  readonly kind: ParticipantKind;
  /** `joinedAt` by LiveKit's clock. It orders connections; events' own times are whole seconds. */
  readonly joinedAtMs: number;
  /** When the seat was first taken under this name: see `sinceOf`. Rows of older servers have none. */
  readonly since?: number;
  /** Since when the participant records the call; absent while it does not, and of no meaning once it left. */
  readonly recordingSince?: number;
  /** When the participant left; `null` while inside. */
  readonly leftAtMs: number | null;
  /**
   * Source of `leftAtMs`. A *left* of the webhook is final; one that the reconciler or the room's end implies gives way
   * to a later list that has the sid.
   */
  readonly toldBy: "webhook" | "reconciler";
  /**
   * Ids of the events applied to this connection, the newest last: a repeated delivery changes nothing while the row is
   * there, a tombstone's 15 minutes included. Absent in rows of the reconciler and of older servers.
   */
  readonly eventIds?: readonly string[];
}

/**
 * Key of the presence version: written in every commit that changes who is inside. The reconciler checks it, since its
 * list of participants is old by the time of its commit. Only the versionstamp matters.
 */
export function presenceVersionKey(slug: string): RowKey<PresenceVersionRow> {
  return ["space_presence", slug];
}

/** Most connections that are read of one space, tombstones included. */
export const allConnections = 10_000;

/** Writer of the last change of a space's presence. */
export interface PresenceVersionRow {
  /** Id of the event, or of the reconciler's round. */
  readonly changedBy: string;
}

/** Life of the presence version: far longer than a reconciler's round. */
export const presenceVersionLifeMs = 24 * 60 * 60_000;

/** Key of the mark of a space with participants, for the reconciler's rounds. Written by the webhook, deleted by the reconciler. */
export function inhabitedSpaceKey(slug: string): RowKey<InhabitedSpaceRow> {
  return ["inhabited_space", slug];
}

/** Prefix of all `inhabitedSpaceKey` rows, for `list`. */
export const inhabitedSpacesPrefix: RowKey<InhabitedSpaceRow> = ["inhabited_space"];

/** A space with participants. */
export interface InhabitedSpaceRow {
  readonly slug: string;
}

/** Key of a space's last reconciliation, which is its lease too. */
export function reconciledKey(slug: string): RowKey<ReconciledRow> {
  return ["reconciled", slug];
}

/** Time of a space's last reconciliation and of its last try. */
export interface ReconciledRow {
  /** Start of the last try. */
  readonly triedAtMs: number;
  /** Random id of the try, by which the reconciler recognizes its own commit where the reply was lost. */
  readonly attempt: string;
  /** Start of the last successful one; zero: never. */
  readonly doneAtMs: number;
}

/** Life of `ReconciledRow`: longer than any space waits for its turn. An absent row means never. */
export const reconciledLifeMs = 60 * 60_000;

/** Key of the last round over all spaces, so that one replica of several starts it. */
export const roundKey: RowKey<RoundRow> = ["reconcile_round"];

/** Start of the last round, and LiveKit's last answer to a round. */
export interface RoundRow {
  readonly beganAtMs: number;
  /** Random id of the round, used like `ReconciledRow.attempt`. */
  readonly attempt: string;
  /** Time at which LiveKit last listed its rooms to a round; zero: never. */
  readonly livekitAnsweredAtMs: number;
}

/** Set by the first event of a room that `deno task doctor` made: webhooks arrive. Life: a minute. */
export function doctorRoomKey(roomName: string): RowKey<{ readonly at: number }> {
  return ["doctor_room", roomName];
}

/** Lifetime of a doctor's row. */
export const doctorRoomLifeMs = 60_000;
