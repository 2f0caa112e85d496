import { useEffect, useMemo } from "preact/hooks";
import type { Locale } from "../components/messages/locale.ts";
import { OwnerPage } from "../components/owner/OwnerPage.tsx";
import { NotOwnerPage } from "../components/owner/NotOwnerPage.tsx";
import { Island } from "../components/shell/Island.tsx";
import { NewBuild } from "../components/shell/NewBuild.tsx";
import { useLive } from "../components/shell/useLive.ts";
import type { SettingsPageData } from "../lib/contract/settings_page_data.ts";
import { FetchOwnerPort } from "../lib/owner/FetchOwnerPort.ts";
import { OwnSpace } from "../lib/owner/own_space.ts";
import { SpaceMaking } from "../lib/owner/space_making.ts";
import { browserStorage } from "../lib/media/browser/browser_storage.ts";
import { isOfOldBuild } from "../lib/media/browser/newer_build.ts";

/** The one island of the page on which a space is looked after. */
export default function OwnerIsland(
  { visit, locale }: { visit: SettingsPageData; locale: Locale },
) {
  const { own, making } = useMemo(() => {
    // The server decides what the reloaded page shows.
    const again = () => location.reload();
    if (visit.state === "cares") {
      const port = new FetchOwnerPort(visit.space.slug);
      const own = new OwnSpace(port, visit.space, again, browserStorage);
      return { own, making: null };
    }
    return { own: null, making: new SpaceMaking(new FetchOwnerPort(visit.slug), again) };
  }, []);
  useEffect(() => own?.start(), []);
  useLive();
  return (
    <Island locale={locale}>
      {own && <OwnerPage own={own} />}
      {visit.state !== "cares" && making && <NotOwnerPage visit={visit} making={making} />}
      <NewBuild isOfOldBuild={isOfOldBuild} />
    </Island>
  );
}
