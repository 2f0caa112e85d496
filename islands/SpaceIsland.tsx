import type { Locale } from "../components/messages/locale.ts";
import { Island } from "../components/shell/Island.tsx";
import type { EntryBlocker } from "../components/space/entry_blocker.ts";
import { SpacePage } from "../components/space/SpacePage.tsx";
import { NewBuild } from "../components/shell/NewBuild.tsx";
import { useLive } from "../components/shell/useLive.ts";
import type { SpacePageData } from "../lib/contract/visit.ts";
import { browserStorage } from "../lib/media/browser/browser_storage.ts";
import { LiveKitRoomProvider } from "../lib/media/hooks/LiveKitRoomProvider.tsx";
import { isOfOldBuild } from "../lib/media/browser/newer_build.ts";

/** The one island of a space's page: the provider, and everything that uses it. */
export default function SpaceIsland(
  { visit, entryBlocker, locale }: {
    visit: SpacePageData;
    entryBlocker: EntryBlocker | null;
    locale: Locale;
  },
) {
  useLive();
  return (
    <Island locale={locale}>
      <LiveKitRoomProvider visit={visit}>
        <SpacePage
          visit={visit}
          entryBlocker={entryBlocker}
          locale={locale}
          storage={browserStorage}
        />
      </LiveKitRoomProvider>
      <NewBuild isOfOldBuild={isOfOldBuild} />
    </Island>
  );
}
