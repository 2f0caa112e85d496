import { define } from "../define.ts";

export default define.page(({ route, url }) => <h1>Plain {route} {url.search}</h1>);
