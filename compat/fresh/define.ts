/** The shapes that routes and middlewares have, and `createDefine`, which only types them. */
// deno-lint-ignore-file no-explicit-any -- the signatures are Fresh's, so that what checks here checks there
import type { AnyComponent } from "preact";
import type { Context } from "./context.ts";

export type Method = "HEAD" | "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "OPTIONS";

export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** A handler's answer that has its page rendered. */
export interface PageResponse<Data> {
  data: Data;
  headers?: HeadersInit;
  status?: number;
}

export type HandlerFn<Data, State> = (
  ctx: Context<State>,
) => Response | PageResponse<Data> | Promise<Response | PageResponse<Data>>;

export type HandlerByMethod<Data, State> = { [M in Method]?: HandlerFn<Data, State> };

export type RouteHandler<Data, State> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

export type PageProps<Data = unknown, State = unknown> =
  & Omit<Context<State>, "next" | "redirect" | "render">
  & { data: Data };

/** A page, or the app around it. */
export type RouteComponent<State> = AnyComponent<PageProps<any, State>>;

type PageOptions = Pick<PageResponse<unknown>, "headers" | "status">;

/** Has the page of this route rendered with `data`. Of headers with one name the last is kept, as by Fresh. */
export function page<Data>(data: Data, options?: PageOptions): PageResponse<Data>;
export function page(): PageResponse<undefined>;
export function page<Data>(data?: Data, options?: PageOptions): PageResponse<Data | undefined> {
  return { data, headers: options?.headers, status: options?.status };
}

/** Types routes, pages and middlewares by the state that they share. */
export function createDefine<State>() {
  return {
    handlers: <Data, Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>>(
      handlers: Handlers,
    ) => handlers,
    page: <
      Handler extends RouteHandler<any, State> = never,
      Data = Handler extends HandlerFn<infer Data, State> ? Data
        : Handler extends HandlerByMethod<infer Data, State> ? Data
        : never,
    >(render: AnyComponent<PageProps<Data, State>>) => render,
    middleware: <M extends Middleware<State> | Middleware<State>[]>(middleware: M) => middleware,
  };
}
