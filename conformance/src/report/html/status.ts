// How a status is shown: a sign and a word, never a colour alone.

import { failing, passing, type Status } from '../report.ts';
import { html, type Markup } from './markup.ts';

/** What the page tells apart when it filters. */
export type Kind = 'failed' | 'known' | 'unsupported' | 'passed';

export function kindOf(status: Status): Kind {
  if (failing.includes(status)) return 'failed';
  if (passing.includes(status)) return 'passed';
  return status === 'known-failure' ? 'known' : 'unsupported';
}

export const signs: Readonly<Record<Kind, string>> = {
  failed: '✗',
  known: '!',
  unsupported: '–',
  passed: '✓',
};

export function tag(status: Status): Markup {
  const kind = kindOf(status);
  return html`<span class="tag ${kind}"
    ><span aria-hidden="true">${signs[kind]}</span> ${status.replaceAll('-', ' ')}</span
  >`;
}
