import { useLayoutEffect, useRef } from "preact/hooks";
import { useCallWords } from "../messages/joined_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { Close } from "../shell/icons.tsx";
import { focusTab, Tabs } from "../shell/Tabs.tsx";
import { CodeMissing } from "../space/CodeMissing.tsx";
import type { CallPanelName, CallPanelProps, OpenPanel } from "./call_panel_types.ts";
import { callPanels } from "./call_panels.ts";

interface OpenCallPanelProps extends CallPanelProps {
  open: OpenPanel;
}

/** The one panel of the call: beside people on a wide window, a sheet from below on a narrow one. */
export function CallPanel({ open, ...given }: OpenCallPanelProps) {
  const shown = open.value;
  return shown && <OpenCallPanel {...given} open={open} shown={shown} />;
}

/** Not modal: the call goes on beside it. The focus goes in, Escape closes it, and the focus goes back. */
function OpenCallPanel(
  { open, shown, ...given }: OpenCallPanelProps & { shown: CallPanelName },
) {
  const words = useCallWords();
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const opener = before && before !== document.body
      ? before
      : document.querySelector(`[data-opens="${shown}"]`);
    focusTab(shown);
    return () => {
      const hadFocus = panel.current?.contains(document.activeElement) ||
        document.activeElement === document.body;
      if (hadFocus && opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  const close = () => open.value = null;
  const tab = callPanels.find(({ name }) => name === shown);
  return (
    <aside
      ref={panel}
      id="call-panel"
      class="call-panel"
      aria-labelledby={`tab-${shown}`}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.isComposing && !isPopupOpen()) close();
      }}
    >
      <header class="call-panel-header">
        <Tabs
          tabs={callPanels.map(({ name }) => name)}
          shown={shown}
          labelledBy={`tab-${shown}`}
          panelId="call-panel-body"
          wordOf={(name) => callPanels.find((panel) => panel.name === name)?.word(words) ?? name}
          onShow={(name) => open.value = name}
        />
        <button
          type="button"
          class="button button-quiet button-round"
          aria-label={words.call.closePanel}
          title={`${words.call.closePanel} (Esc)`}
          onClick={close}
        >
          <Icon of={Close} />
        </button>
      </header>
      <div
        id="call-panel-body"
        class="call-panel-body"
        data-scrolls
        role="tabpanel"
        tabIndex={-1}
        data-focus-home
        aria-labelledby={`tab-${shown}`}
      >
        {tab && <PanelCode key={shown} useCode={tab.useCode} {...given} />}
      </div>
    </aside>
  );
}

/** True while any menu or dialog is open: Escape then closes that one, and the panel stays. */
function isPopupOpen(): boolean {
  return document.querySelector(":popover-open, dialog[open]") !== null;
}

function PanelCode(
  { useCode, ...given }: CallPanelProps & Pick<typeof callPanels[number], "useCode">,
) {
  const code = useCode();
  useLayoutEffect(() => code.load(), []);
  const Panel = code.module.value?.Panel;
  if (Panel) return <Panel {...given} />;
  return code.hasFailed.value ? <CodeMissing /> : null;
}
