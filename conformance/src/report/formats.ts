// The reports that are files, by the name that --report takes.

import { badge } from './badge.ts';
import { html } from './html.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { Report } from './report.ts';
import { stringifyReport } from './stringify-report.ts';

export interface Format {
  /** Of a file that holds it, without the dot. */
  readonly extension: string;
  readonly write: (report: Report) => string;
  /** How a file of it begins: what an earlier run wrote may be replaced, and nothing else. */
  readonly begins: RegExp;
}

export const formats: Readonly<Record<'json' | 'junit' | 'html' | 'md' | 'badge', Format>> = {
  json: {
    extension: 'json',
    write: stringifyReport,
    begins: /^\{\s*"format":\s*"gatefold-report\//,
  },
  junit: { extension: 'xml', write: junit, begins: /^<\?xml [^>]*>\s*<testsuites name="gatefold / },
  html: {
    extension: 'html',
    write: html,
    begins: /^<!doctype html>[^]*<meta name="generator" content="gatefold-conformance"/,
  },
  md: {
    extension: 'md',
    write: markdown,
    begins: /^## [❌✅] [^\n]+\n\n(Only part of the suite|\*\*(Not granted|Granted|Levels):)/u,
  },
  badge: {
    extension: 'badge.json',
    write: (report) => `${JSON.stringify(badge(report), null, 2)}\n`,
    begins: /^\{\s*"schemaVersion": 1,\s*"label": "gatefold"/,
  },
};
