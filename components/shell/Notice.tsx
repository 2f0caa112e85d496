import type { ComponentChildren } from "preact";

interface NoticeProps {
  /** `alert` is read out at once, `status` when the screen reader pauses; `group` is inside another live region. */
  role?: "alert" | "status" | "group";
  tone: "attention" | "danger";
  text: string;
  more?: string;
  /** One button or link. */
  children?: ComponentChildren;
}

/** A message about trouble, where it happened: one sentence with one button. */
export function Notice({ role = "alert", tone, text, more, children }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={role}>
      <p>
        {text}
        {more && <span class="notice-more">{more}</span>}
      </p>
      {children}
    </div>
  );
}
