import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SpaceEntryProblem } from "../components/home/space_entry.ts";
import { SpacePicker } from "../components/home/SpacePicker.tsx";
import { type VisitedSpace, visitedSpaces } from "../components/home/visited_spaces.ts";
import type { Locale } from "../components/messages/locale.ts";
import { Island } from "../components/shell/Island.tsx";
import { useLive } from "../components/shell/useLive.ts";
import { browserStorage } from "../lib/media/browser/browser_storage.ts";

interface IndexIslandProps {
  locale: Locale;
  suggested: string;
  entered: string;
  problem: SpaceEntryProblem | null;
}

export default function IndexIsland({ locale, suggested, entered, problem }: IndexIslandProps) {
  const visited = useSignal<readonly VisitedSpace[]>([]);
  useEffect(() => {
    visited.value = visitedSpaces(browserStorage());
  }, []);
  useLive();
  return (
    <Island locale={locale}>
      <SpacePicker suggested={suggested} entered={entered} problem={problem} visited={visited} />
    </Island>
  );
}
