/** Delivers chat to everybody inside, by LiveKit's data messages. */
import { type ChatEntry, type ChatNotice, chatTopic } from "../../contract/chat.ts";
import { roomNameOf } from "../../contract/names.ts";
import { settledWithin } from "../base/deadline.ts";
import type { CoreServices } from "../core_services.ts";
import type { ChatEntryRow } from "../rows/chat_rows.ts";

/** A larger message is announced and read: above some 15 KB not every client's data channel takes it. */
const maxNoticeBytes = 14_000;

/** How long an answer waits for LiveKit. */
const deliveryWaitMs = 1_000;

type DeliveryServices = Pick<CoreServices, "livekit" | "log">;

/** Sends an entry to everybody inside. False where LiveKit did not take it in time: pages read it with the next one. */
export function deliverEntry(
  services: DeliveryServices,
  slug: string,
  chatId: string,
  entry: ChatEntry,
): Promise<boolean> {
  const whole = encode({ type: "entry", chatId, entry });
  const isLong = whole.length > maxNoticeBytes;
  const data = isLong ? encode({ type: "long", chatId, seq: entry.seq }) : whole;
  return deliver(services, slug, data);
}

/** Tells everybody inside that rules or older messages have changed. */
export function deliverChange(services: DeliveryServices, slug: string): Promise<boolean> {
  return deliver(services, slug, encode({ type: "changed" }));
}

function encode(notice: ChatNotice): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(notice));
}

async function deliver(
  { livekit, log }: DeliveryServices,
  slug: string,
  data: Uint8Array,
): Promise<boolean> {
  let isDelivered = false;
  const sending = livekit.sendData(roomNameOf(slug), null, chatTopic, data).then(
    () => void (isDelivered = true),
    (error) => log.warn("chat-not-delivered", { error }),
  );
  await settledWithin(deliveryWaitMs, sending);
  return isDelivered;
}

/** An entry as pages see it: without the author's principal. */
export function entryOf(row: ChatEntryRow): ChatEntry {
  const at = new Date(row.at).toISOString();
  if (row.type === "deletion") return { ...row, at };
  const { principalId: _, ...message } = row;
  return { ...message, at };
}
