import { useEffect, useRef } from "preact/hooks";
import type { CaptureKind } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { settingsWords } from "../messages/settings_volume.ts";
import { useLazy } from "../shell/useLazy.ts";
import { usePopover } from "../shell/usePopover.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Icon } from "../shell/Icon.tsx";
import { ChevronDown } from "../call/icons.tsx";

interface DeviceMenuProps {
  kind: CaptureKind;
  onSettings(): void;
}

/** The devices behind a switch, one click away: a small button beside it, and a panel that is loaded when first opened. */
export function DeviceMenu({ kind, onSettings }: DeviceMenuProps) {
  const label = useCallWords().choose[kind];
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const isOpen = usePopover(opener, panel);
  const code = useLazy(() => import("./DeviceChoices.tsx"), settingsWords);
  useEffect(() => {
    if (isOpen.value) code.load();
  }, [isOpen.value]);
  const DeviceChoices = code.module.value?.DeviceChoices;
  const id = `choose-${kind}`;
  return (
    <>
      <button
        ref={opener}
        type="button"
        class="device-menu"
        popovertarget={id}
        aria-label={label}
        title={label}
        aria-expanded={ariaState(isOpen.value)}
        aria-controls={id}
      >
        <Icon of={ChevronDown} size={16} />
      </button>
      <div
        ref={panel}
        id={id}
        class="panel device-panel"
        popover="auto"
        role="group"
        aria-label={label}
      >
        {isOpen.value && DeviceChoices && (
          <DeviceChoices
            kind={kind}
            onSettings={() => {
              panel.current?.hidePopover();
              onSettings();
            }}
          />
        )}
      </div>
    </>
  );
}
