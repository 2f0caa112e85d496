/** A thing to do in a call: as a control of the bar, and as an item of *More*. */
import { ariaState } from "../shell/aria_state.ts";
import { Icon } from "../shell/Icon.tsx";
import type { CallAction } from "./call_actions.ts";

/** A control of the bar: an icon with its word beneath. */
export function BarAction({ action }: { action: CallAction }) {
  const { word, place, key, opens, menu, run } = action;
  return (
    <button
      type="button"
      class={`control ${place === "wide" ? "control-wide" : ""}`}
      title={key ? `${word} (${key.toUpperCase()})` : word}
      data-opens={opens}
      popovertarget={menu}
      onClick={menu ? undefined : run}
      {...statesOf(action)}
    >
      <span class="control-icon">
        <Icon of={iconOf(action)} size={22} />
        <Count action={action} />
      </span>
      <span class="control-word">{word}</span>
    </button>
  );
}

/** An item of *More*, with its key beside it. */
export function MoreAction({ action, onDone }: { action: CallAction; onDone(): void }) {
  const { word, place, key, run } = action;
  return (
    <button
      type="button"
      class={`panel-item ${place === "wide" ? "panel-item-narrow" : ""}`}
      onClick={() => {
        // First: closing gives the focus back to *More*, from where `run` may take it.
        onDone();
        run();
      }}
      {...statesOf(action)}
    >
      <Icon of={iconOf(action)} />
      <span class="panel-item-word">{word}</span>
      <Count action={action} />
      {key && <kbd aria-hidden="true">{key.toUpperCase()}</kbd>}
    </button>
  );
}

function iconOf({ icon, iconOn, isOn }: CallAction) {
  return isOn?.value && iconOn ? iconOn : icon;
}

function statesOf({ key, isOn, isPending, opens, isOpen, menu }: CallAction) {
  return {
    "aria-keyshortcuts": key,
    "aria-pressed": isOn && ariaState(isOn.value),
    "aria-busy": isPending && ariaState(isPending.value),
    "aria-expanded": isOpen && ariaState(isOpen.value),
    "aria-controls": opens ? "call-panel" : menu,
  };
}

function Count({ action: { count, alert } }: { action: CallAction }) {
  const alerts = alert?.count.value ?? 0;
  const number = count?.value ?? 0;
  return (
    <>
      {alert && alerts > 0 && (
        <span class="count count-alert" title={alert.word(alerts)}>
          <Icon of={alert.icon} size={12} />
          <span aria-hidden="true">{most(alerts)}</span>
          <span class="visually-hidden">{alert.word(alerts)}</span>
        </span>
      )}
      {number > 0 && <span class="count">{most(number)}</span>}
    </>
  );
}

function most(count: number): string {
  return count > 99 ? "99+" : String(count);
}
