import { HttpError } from "fresh";
import { define } from "../define.ts";

export default define.page(({ error }) => (
  <main>
    <h1>{error instanceof HttpError ? `Status ${error.status}` : "Something broke"}</h1>
  </main>
));
