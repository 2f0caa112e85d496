import type { Administration } from "../../lib/owner/administration.ts";
import { useAdminWords } from "../messages/admin_words.ts";

/** A failure beneath the control that caused it, with what to do. */
export function AdminTroubleLine({ admin, at }: { admin: Administration; at: string }) {
  const words = useAdminWords().trouble;
  const trouble = admin.trouble.value;
  const text = Object.entries(words).find(([code]) => code === trouble?.code)?.[1];
  return (
    <div class="owner-trouble" role="alert">
      {trouble?.at === at && <p>{text ?? words.unexpected}</p>}
    </div>
  );
}
