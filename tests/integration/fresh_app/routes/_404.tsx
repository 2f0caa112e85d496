import { page } from "fresh";
import { define } from "../define.ts";

/** Without a status of its own it would be answered with 200. */
export const handler = define.handlers(() => page(undefined, { status: 404 }));

export default define.page(() => <h1>Not here</h1>);
