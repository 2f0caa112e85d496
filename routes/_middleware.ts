import { locales } from "../components/messages/locale.ts";
import { define } from "../fresh.config.ts";
import { localeCookie } from "../lib/server/http/kit/negotiate_locale.ts";

const oneYearSeconds = 31_536_000;

/** `?lang=ko` on any page: stores the language in a cookie, and redirects to the page without it. */
const languageSwitch = define.middleware((ctx) => {
  const wanted = ctx.url.searchParams.get("lang");
  const locale = locales.find((known) => known === wanted);
  const isPage = ctx.req.method === "GET" && !ctx.url.pathname.startsWith("/api/");
  if (!locale || !isPage) return ctx.next();

  const target = new URL(ctx.url);
  target.searchParams.delete("lang");
  const answer = ctx.redirect(target.pathname + target.search, 303);
  answer.headers.set(
    "set-cookie",
    `${localeCookie}=${locale}; Path=/; SameSite=Lax; Max-Age=${oneYearSeconds}`,
  );
  answer.headers.set("cache-control", "no-store");
  return answer;
});

export default [languageSwitch];
