import type { Route } from "./route.ts";

/** What each code of a refusal means; the docs explain them, and problems point here. */
export const refusalMeanings: Record<string, string> = {
  invalid: "Something does not fit its schema; `field` says what.",
  not_signed_in: "Nobody we know sent this.",
  scope: "The access token is not allowed to do this.",
  not_found: "It does not exist, or it is not yours.",
  conflict: "Somebody else changed it first: read it again and retry.",
  already_written: "This entry id is in the journal with other contents.",
  in_bin: "The portfolio is in the bin; restore it first.",
  changed_since: "A later entry changed what this one recorded; undo that one first.",
  unknown_instrument: "A transaction names an instrument that is not yours.",
  unknown_transaction: "What should be voided is not in the journal, or no longer counts.",
  simulated_only: "The simulated market lives in sample portfolios, and nothing else does.",
  wrong_type: "The body's content type is not the one this route reads.",
  too_large: "The body is larger than this route reads.",
  wrong_host: "The request was meant for another host name.",
  foreign_origin: "A page of another site sent the request.",
  provider: "A provider of market data did not answer with data; the message says why.",
  unavailable: "The books cannot be reached just now; nothing was written.",
  internal: "Our fault. What was saved before is safe.",
};

/** The routes as a page to read: no script, no style but the browser's own. */
export function docsPage(routes: readonly Route[], version: string): string {
  const rows = routes.map((route) => {
    const parameters = route.query ? " ?…" : "";
    const reads = route.body === "csv" ? "CSV" : route.body ? "JSON" : "";
    return `<tr><td>${route.method}</td><td><code>/api${escapeHtml(route.path)}${parameters}</code></td><td>${escapeHtml(
      route.summary,
    )}</td><td>${reads}</td></tr>`;
  });
  const codes = Object.entries(refusalMeanings).map(
    ([code, meaning]) => `<dt id="${code}"><code>${code}</code></dt><dd>${escapeHtml(meaning)}</dd>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tickfolio's API</title></head>
<body>
<main>
<h1>Tickfolio's API</h1>
<p>Version ${escapeHtml(version)}. For programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1), with every field.</p>
<p>Decimals are text, a day is <code>2024-03-01</code>, lists are <code>{ items, next }</code>.
A browser of this machine sends its cookie; a program sends <code>Authorization: Bearer …</code>
(on a laptop the secret is in <code>server.json</code> in the data folder).</p>
<h2>Routes</h2>
<table border="1" cellpadding="6">
<thead><tr><th scope="col">Method</th><th scope="col">Path</th><th scope="col">What it does</th><th scope="col">Reads</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
<h2>Refusals</h2>
<p>Problem details (RFC 9457): <code>code</code> is stable, <code>detail</code> is for people.</p>
<dl>
${codes.join("\n")}
</dl>
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
