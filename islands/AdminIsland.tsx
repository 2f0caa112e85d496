import { useMemo } from "preact/hooks";
import { AdminPage } from "../components/admin/AdminPage.tsx";
import type { Locale } from "../components/messages/locale.ts";
import { Island } from "../components/shell/Island.tsx";
import { NewBuild } from "../components/shell/NewBuild.tsx";
import { useLive } from "../components/shell/useLive.ts";
import { Administration } from "../lib/owner/administration.ts";
import { FetchAdminPort } from "../lib/owner/FetchAdminPort.ts";
import { isOfOldBuild } from "../lib/media/browser/newer_build.ts";

/** The operator's page. Served without any data: all of it comes by the token that is typed here. */
export default function AdminIsland({ locale }: { locale: Locale }) {
  const admin = useMemo(() => new Administration((token) => new FetchAdminPort(token)), []);
  useLive();
  return (
    <Island locale={locale}>
      <AdminPage admin={admin} />
      <NewBuild isOfOldBuild={isOfOldBuild} />
    </Island>
  );
}
