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
}

export const formats: Readonly<Record<'json' | 'junit' | 'html' | 'md' | 'badge', Format>> = {
  json: { extension: 'json', write: stringifyReport },
  junit: { extension: 'xml', write: junit },
  html: { extension: 'html', write: html },
  md: { extension: 'md', write: markdown },
  badge: {
    extension: 'badge.json',
    write: (report) => `${JSON.stringify(badge(report), null, 2)}\n`,
  },
};
