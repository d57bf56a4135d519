// Finds the programs in prose: fenced blocks of Markdown and `@example`s of docstrings. See README.md.

export interface Snippet {
  /** From the root of the repository. */
  readonly file: string;
  /** Of the first line of code, counted from 1. */
  readonly line: number;
  readonly language: 'ts' | 'js';
  readonly code: string;
  /** Where it runs; null when the block says that it is no program. */
  readonly runsIn: 'node' | 'page' | null;
}

const languages: Readonly<Record<string, Snippet['language']>> = {
  ts: 'ts',
  mts: 'ts',
  typescript: 'ts',
  js: 'js',
  mjs: 'js',
  javascript: 'js',
};

/**
 * Lists the blocks of TypeScript and JavaScript in a page.
 *
 * @throws {Error} for a block that does not name its language, or does not end
 */
export function snippetsOfMarkdown(file: string, page: string, firstLine = 1): Snippet[] {
  const lines = page.split('\n');
  const snippets: Snippet[] = [];
  for (let at = 0; at < lines.length; at++) {
    const fence = /^(\s*)(`{3,}|~{3,})\s*(\w*)(.*)$/.exec(lines[at] ?? '');
    if (fence === null) continue;
    const [, indent = '', marks = '', name = '', words = ''] = fence;
    const place = `${file}:${firstLine + at}`;
    if (name === '') throw new Error(`${place}: a code block without a language; \`text\` is one`);
    const start = at + 1;
    const end = lines.findIndex((line, index) => index >= start && line.trim() === marks);
    if (end === -1) throw new Error(`${place}: a code block without an end`);
    at = end;
    const language = languages[name];
    if (language === undefined) continue;
    const code = lines.slice(start, end).map((line) => line.replace(indent, ''));
    const runsIn = placeIn(words);
    snippets.push({ file, line: firstLine + start, language, code: code.join('\n'), runsIn });
  }
  return snippets;
}

/**
 * Lists the examples in a TypeScript module's docstrings.
 *
 * @throws {Error} for an example without code
 */
export function snippetsOfSource(file: string, source: string): Snippet[] {
  const snippets: Snippet[] = [];
  for (const docstring of source.matchAll(/^[ \t]*\/\*\*.*?\*\//gms)) {
    const firstLine = source.slice(0, docstring.index).split('\n').length;
    const lines = docstring[0].split('\n').map((line) => line.replace(/^\s*\/?\*+(\/$| ?)/, ''));
    for (const [at, line] of lines.entries()) {
      const title = /^@example\b\s*(.*)$/.exec(line)?.[1];
      if (title === undefined) continue;
      const next = lines.findIndex((other, index) => index > at && /^@\w/.test(other));
      const body = lines.slice(at + 1, next === -1 ? undefined : next);
      snippets.push(...snippetsOfExample(file, firstLine + at + 1, title, body));
    }
  }
  return snippets;
}

function snippetsOfExample(
  file: string,
  line: number,
  title: string,
  body: readonly string[],
): Snippet[] {
  const text = body.join('\n').trimEnd();
  if (text === '') throw new Error(`${file}:${line - 1}: an @example without code`);
  if (text.includes('```')) return snippetsOfMarkdown(file, text, line);
  const indents = body.filter((row) => row.trim() !== '').map((row) => row.search(/\S/));
  const indent = Math.min(...indents);
  const code = text.split('\n').map((row) => row.slice(indent));
  return [{ file, line, language: 'ts', code: code.join('\n'), runsIn: placeIn(title) }];
}

/** As the words say that follow a block's language, or `@example`. */
function placeIn(text: string): Snippet['runsIn'] {
  const words = text.split(/\s+/);
  if (words.includes('fragment')) return null;
  return words.includes('page') ? 'page' : 'node';
}
