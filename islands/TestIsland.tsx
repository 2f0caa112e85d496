import type { Locale } from "../components/messages/locale.ts";
import { Island } from "../components/shell/Island.tsx";
import { NewBuild } from "../components/shell/NewBuild.tsx";
import { useLive } from "../components/shell/useLive.ts";
import { TestPage } from "../components/test/TestPage.tsx";
import { lateCode } from "../lib/contract/late_code.ts";
import { isOfOldBuild } from "../lib/media/browser/newer_build.ts";

const load = async () => {
  const { createConnectionTest } = await lateCode(() =>
    import("../lib/media/browser/create_connection_test.ts")
  );
  return createConnectionTest();
};

/** The page that tests the way to a call before one joins. */
export default function TestIsland({ locale, returnTo }: { locale: Locale; returnTo: string }) {
  useLive();
  return (
    <Island locale={locale}>
      <TestPage load={load} returnTo={returnTo} />
      <NewBuild isOfOldBuild={isOfOldBuild} />
    </Island>
  );
}
