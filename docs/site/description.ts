// What a page is about, in its own first sentence, for search engines and cards.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import type { PageData } from 'vitepress';

const docs = join(import.meta.dirname, '..');
const markdown = new MarkdownIt({ html: true });

/** @returns the page's own `description`, or its parameter's, or its first sentence; empty where it has none */
export function descriptionOf({ frontmatter, params, filePath }: PageData): string {
  const given: unknown = frontmatter['description'] ?? params?.['description'];
  if (typeof given === 'string') return given;
  const file = join(docs, filePath);
  return existsSync(file) ? firstSentence(readFileSync(file, 'utf8')) : '';
}

/** Of a page in Markdown, without its marks. */
export function firstSentence(page: string): string {
  const body = page.replace(/^---\n.*?\n---\n/s, '');
  const tokens = markdown.parse(body, {});
  const paragraph = tokens.findIndex(({ type, level }) => type === 'paragraph_open' && level === 0);
  const text = (tokens[paragraph + 1]?.children ?? [])
    .map(({ type, content }) => (type === 'softbreak' ? ' ' : content))
    .join('');
  // The dots of "e.g." end no sentence.
  const [sentence = text] = text.split(/(?<=[^.][\p{L}\d)][.!?])\s+/u);
  return sentence.trim();
}
