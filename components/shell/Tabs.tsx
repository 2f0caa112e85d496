import { ariaState } from "./aria_state.ts";

interface TabsProps<Tab extends string> {
  /** A tab's id is `tab-<tab>`: there is one list with such a tab on the page. */
  tabs: readonly Tab[];
  shown: Tab;
  /** The ids of what names the list, and of the one panel that shows what was chosen. */
  labelledBy: string;
  panelId: string;
  wordOf(tab: Tab): string;
  onShow(tab: Tab): void;
}

/** A list of tabs, of which one is shown: by arrow keys as by clicks. */
export function Tabs<Tab extends string>(
  { tabs, shown, labelledBy, panelId, wordOf, onShow }: TabsProps<Tab>,
) {
  const show = (tab: Tab) => {
    onShow(tab);
    focusTab(tab);
  };
  const moveByKey = (event: KeyboardEvent) => {
    const index = tabs.indexOf(shown);
    const target = {
      ArrowRight: tabs[(index + 1) % tabs.length],
      ArrowLeft: tabs[(index + tabs.length - 1) % tabs.length],
      Home: tabs[0],
      End: tabs[tabs.length - 1],
    }[event.key];
    if (!target) return;
    event.preventDefault();
    show(target);
  };
  return (
    <div class="tabs" role="tablist" aria-labelledby={labelledBy} onKeyDown={moveByKey}>
      {tabs.map((tab) => (
        <button
          key={tab}
          id={`tab-${tab}`}
          type="button"
          class="tab"
          role="tab"
          aria-selected={ariaState(shown === tab)}
          aria-controls={panelId}
          tabIndex={shown === tab ? 0 : -1}
          onClick={() => show(tab)}
        >
          {wordOf(tab)}
        </button>
      ))}
    </div>
  );
}

/** Puts the focus on a tab that is on the page. */
export function focusTab(tab: string): void {
  document.getElementById(`tab-${tab}`)?.focus();
}
