// How a status is shown: a sign and a word, never a colour alone.

import type { Status } from '../report.ts';
import { html, type Markup } from './markup.ts';

/** What the page tells apart when it filters. */
export type Kind = 'failed' | 'known' | 'unsupported' | 'ill-conditioned' | 'passed';

const calm: Readonly<Partial<Record<Status, Kind>>> = {
  pass: 'passed',
  'ill-conditioned': 'ill-conditioned',
  unsupported: 'unsupported',
  'known-failure': 'known',
};

export function kindOf(status: Status): Kind {
  return calm[status] ?? 'failed';
}

export const signs: Readonly<Record<Kind, string>> = {
  failed: '✗',
  known: '!',
  unsupported: '–',
  'ill-conditioned': '≈',
  passed: '✓',
};

export function tag(status: Status): Markup {
  const kind = kindOf(status);
  return html`<span class="tag ${kind}"
    ><span aria-hidden="true">${signs[kind]}</span> ${status.replaceAll('-', ' ')}</span
  >`;
}
