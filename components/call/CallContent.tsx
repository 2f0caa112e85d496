import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { SpaceKey } from "../../lib/contract/space_key.ts";
import { useLayout } from "../../lib/media/hooks/useLayout.ts";
import type { LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Invitation } from "./Invitation.tsx";
import { OwnScreen } from "./OwnScreen.tsx";
import { Tiles } from "./Tiles.tsx";
import { useFullScreen } from "./useFullScreen.ts";

interface CallContentProps {
  slug: string;
  spaceKey: ReadonlySignal<SpaceKey | null>;
  media: LiveKitMedia;
  isMirrored: ReadonlySignal<boolean>;
  areKeysOn: ReadonlySignal<boolean>;
}

/** The screens that are shown, and the people. */
export function CallContent({ slug, spaceKey, media, isMirrored, areKeysOn }: CallContentProps) {
  const layout = useLayout();
  const people = media.participantTracks;
  const isFull = useComputed(() => layout.full.value !== null);
  useFullScreen(isFull, () => layout.setFull(null));
  const own = people.value.find((person) => person.isLocal && person.screen.value);
  // Before one is inside, nobody is there yet.
  const isAlone = people.value.length === 1;
  const hasStage = layout.arrangement.value.shape !== "grid" || layout.screens.value.length > 0;
  return (
    <div class={`call-content ${hasStage ? "has-stage" : ""} ${isAlone ? "is-alone" : ""}`}>
      <Tiles layout={layout} isMirrored={isMirrored} areKeysOn={areKeysOn} />
      {isAlone && <Alone slug={slug} spaceKey={spaceKey} />}
      {own && <OwnScreen person={own} />}
    </div>
  );
}

/** A room with one person says so kindly. */
function Alone({ slug, spaceKey }: Pick<CallContentProps, "slug" | "spaceKey">) {
  const words = useCallWords().invite;
  return (
    <aside class="alone">
      <h2>{words.alone}</h2>
      <p>{words.aloneMore}</p>
      <Invitation slug={slug} spaceKey={spaceKey} />
    </aside>
  );
}
