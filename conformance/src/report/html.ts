// The report as one page that needs nothing else: no request leaves it, and it can be read without its script.

import { createHash } from 'node:crypto';
import { clauseSection } from './html/clause-list.ts';
import { html as markup, Markup } from './html/markup.ts';
import { groupSection, mistakesSection, pageHeader } from './html/overview.ts';
import { script } from './html/script.ts';
import { style } from './html/style.ts';
import type { Report } from './report.ts';
import { headlineOf, nameOf, tallyOf } from './summary.ts';

export function html(report: Report): string {
  const title = `${nameOf(report.backend)}: ${headlineOf(tallyOf(report.results))}`;
  const mistakes = mistakesSection(report);
  const page = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="generator" content="gatefold-conformance" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>${new Markup(style)}</style>
      </head>
      <body>
        <a class="skip" href="#main">To the results</a>
        ${hatch} ${pageHeader(report)}
        <nav aria-label="Sections">
          ${mistakes === undefined ? undefined : markup`<a href="#wrong">What went wrong</a>`}
          <a href="#groups">Groups of clauses</a> <a href="#clauses">Clause by clause</a>
        </nav>
        <main id="main">${mistakes} ${groupSection(report)} ${clauseSection(report)}</main>
        <footer>
          <p>gatefold-report/1, suite ${report.suite.version}</p>
        </footer>
        <script>${new Markup(script)}</script>
      </body>
    </html>`;
  return `${page.text}\n`;
}

/** Nothing is fetched, and no script runs but the page's own, whatever a backend may be called. */
const policy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What all maps hatch with. */
const hatch = markup`<svg class="defs" width="0" height="0" aria-hidden="true">
  <defs>
    <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="hatch-ground" width="6" height="6" />
      <rect class="hatch-line" width="3" height="6" />
    </pattern>
  </defs>
</svg>`;
