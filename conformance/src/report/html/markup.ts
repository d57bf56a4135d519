// HTML that cannot be forgotten to escape: whatever a template is given becomes text, unless it is markup itself.

import { plainText } from '../text.ts';

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | undefined | readonly Part[];

/** A template whose values are escaped; lists are joined, and undefined is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(
    // The indentation of the source would be a third of the page.
    strings
      .map((text) => text.replaceAll(/\n\s*/g, '\n'))
      .map((text, place) => `${text}${place < parts.length ? written(parts[place]) : ''}`)
      .join(''),
  );
}

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map((one) => written(one)).join('');
  return escape(String(part));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return plainText(text).replaceAll(/[&<>"']/g, (sign) => entities[sign] as string);
}

/** The place of a case on the page, as an id. */
export function anchorOf(id: string): string {
  return `case-${id.replaceAll(/[^\w/.-]/g, '-')}`;
}

/** A link where that is an address of the web, and text where it is anything else. */
export function link(url: string): Markup {
  return /^https?:\/\//.test(url)
    ? html`<a href="${url}" rel="noreferrer">${url}</a>`
    : html`${url}`;
}
