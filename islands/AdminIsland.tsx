import { useMemo } from "preact/hooks";
import { AdminPage } from "../components/admin/AdminPage.tsx";
import type { Locale } from "../components/messages/locale.ts";
import { Island } from "../components/shell/Island.tsx";
import { NewBuild } from "../components/shell/NewBuild.tsx";
import { useLive } from "../components/shell/useLive.ts";
import { lateCode } from "../lib/contract/late_code.ts";
import { Administration } from "../lib/owner/administration.ts";
import { isOfOldBuild } from "../lib/media/browser/newer_build.ts";

/** All that reads an answer is loaded with the first token. */
const open = async (token: string) => {
  const { FetchAdminPort } = await lateCode(() => import("../lib/owner/FetchAdminPort.ts"));
  return new FetchAdminPort(token);
};

/** The operator's page. Served without any data: all of it comes by the token that is typed here. */
export default function AdminIsland({ locale }: { locale: Locale }) {
  const admin = useMemo(() => new Administration(open), []);
  useLive();
  return (
    <Island locale={locale}>
      <AdminPage admin={admin} />
      <NewBuild isOfOldBuild={isOfOldBuild} />
    </Island>
  );
}
