import type { ReadonlySignal } from "@preact/signals";
import type { PlayableTrack } from "../../lib/media/ports/call_types.ts";
import { useWords } from "../messages/words.ts";
import { Avatar } from "../shell/Avatar.tsx";
import { Picture } from "../shell/Picture.tsx";

interface MirrorProps {
  name: ReadonlySignal<string>;
  picture: ReadonlySignal<PlayableTrack | null>;
  /** Chosen: without a picture it is one of an earlier visit, and opened by the click on *Join*. */
  isCameraOn: ReadonlySignal<boolean>;
  isMirrored: ReadonlySignal<boolean>;
}

/** How one will be seen: the camera's picture, or initials on paper. */
export function SelfPreview({ name, picture, isCameraOn, isMirrored }: MirrorProps) {
  const words = useWords().door;
  return (
    <div class="mirror">
      {picture.value ? <Picture track={picture.value} isMirrored={isMirrored.value} /> : (
        <>
          <MirrorInitials name={name} />
          <p class="mirror-off">{isCameraOn.value ? words.cameraComes : words.cameraOff}</p>
        </>
      )}
    </div>
  );
}

function MirrorInitials({ name }: { name: ReadonlySignal<string> }) {
  return <Avatar name={name.value} tintKey="mirror" />;
}
