import type { SpacePageData } from "../../contract/visit.ts";
import { toCallError } from "../base/call_error.ts";
import type { CallState } from "../base/call_state.ts";
import { SpaceKeys } from "../encryption/space_keys.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { StoragePort } from "../ports/storage_port.ts";

interface CheckParts {
  readonly page: PagePort;
  readonly storage: StoragePort;
  readonly visit: Pick<SpacePageData, "slug" | "keyCheck">;
}

/** Before joining: finds the key of the space, or shows why it is not there. `Connection` asks again for each room. */
export async function checkKey(
  state: CallState,
  { page, storage, visit }: CheckParts,
): Promise<void> {
  const isStill = () => ["idle", "ended"].includes(state.connectionState.peek());
  try {
    const { keyCheck = visit.keyCheck } = state;
    const key = await new SpaceKeys(page, storage, visit.slug).find(keyCheck ?? null);
    if (!isStill()) return;
    state.key.value = key;
    if (isOfKeys(state.error.peek()?.type)) state.error.value = null;
  } catch (error) {
    if (isStill()) state.error.value = toCallError(error);
  }
}

function isOfKeys(type: string | undefined): boolean {
  return type === "key-missing" || type === "key-wrong" || type === "encryption-off";
}
