import { Invitation } from "../call/Invitation.tsx";
import { useOwnerWords } from "../messages/owner_words.ts";

/** The address of a new link, to copy, send or scan: this once. */
export function MadeLinkBox({ slug, url }: { slug: string; url: string }) {
  const words = useOwnerWords().links;
  return (
    <div class="codes">
      <p role="status">{words.once}</p>
      <Invitation slug={slug} link={url} />
    </div>
  );
}
