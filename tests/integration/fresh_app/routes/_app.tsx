import { asset } from "fresh/runtime";
import { define } from "../define.ts";

export default define.page(({ Component, state, url }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>Fixture</title>
      <link rel="stylesheet" href={asset("/styles.css")} />
      <script dangerouslySetInnerHTML={{ __html: "globalThis.inlineScriptRan = true;" }} />
    </head>
    <body data-path={url.pathname} data-trail={state.trail?.join(",")}>
      <nav>
        <a href="/">Home</a> <a href="/section">Section</a>
      </nav>
      <Component />
    </body>
  </html>
));
