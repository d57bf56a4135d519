// Turns a snippet into a module that checks itself, and runs modules with the pinned Node.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import type { Snippet } from './snippets.ts';

export interface Program {
  readonly text: string;
  /** How many `// =>` it checks. */
  readonly checks: number;
}

/**
 * Makes a program of a snippet: its statements with a `// =>` check their value. Lines keep their numbers.
 *
 * @throws {Error} for a `// =>` that follows no expression or declaration
 */
export function programOf({ file, line, code }: Snippet, checker: string): Program {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const edits: { start: number; end: number; text: string }[] = [];
  const checked = new Set<number>();

  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isExpressionStatement(node) && !ts.isVariableStatement(node)) return;
    const comment = commentAfter(code, node.end);
    if (comment === undefined) return;
    checked.add(comment.pos);
    const stated = code.slice(comment.pos, comment.end).replace('// =>', '').trim();
    const row = line + source.getLineAndCharacterOfPosition(node.getStart()).line;
    const rest = `], ${JSON.stringify(stated)}, ${JSON.stringify(`${file}:${row}`)});`;
    const before = 'await expectValue(async () => [';
    if (ts.isExpressionStatement(node)) {
      const start = node.getStart();
      edits.push({ start, end: start, text: before });
      edits.push({ start: node.expression.end, end: node.end, text: rest });
      return;
    }
    const name = node.declarationList.declarations[0]?.name.getText() ?? '';
    edits.push({ start: node.end, end: node.end, text: ` ${before}${name}${rest}` });
  };
  visit(source);

  for (const { index } of code.matchAll(/\/\/ =>/g)) {
    if (checked.has(index)) continue;
    const row = line + source.getLineAndCharacterOfPosition(index).line;
    throw new Error(`${file}:${row}: this // => follows no expression and no declaration`);
  }
  let text = code;
  for (const edit of edits.toSorted((a, b) => b.start - a.start)) {
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  }
  const start = `${'\n'.repeat(line - 1)}import { expectValue } from '${checker}'; `;
  return { text: start + text, checks: checked.size };
}

/** The `// =>` on a statement's last line, or on the line below it. */
function commentAfter(code: string, end: number): ts.CommentRange | undefined {
  const sameLine = ts.getTrailingCommentRanges(code, end) ?? [];
  const below = ts.getLeadingCommentRanges(code, end) ?? [];
  return [...sameLine, ...below.slice(0, 1)].find(({ pos }) => code.startsWith('// =>', pos));
}

/** What the `// prints:` comments of a program say that it prints; null when it has none. */
export function statedOutput(code: string): string | null {
  const comments = [...code.matchAll(/\/\/ prints:(?: (.+)|((?:\n[ \t]*\/\/.*)*))/g)];
  if (comments.length === 0) return null;
  const lines = comments.flatMap(([, sameLine, below = '']) =>
    sameLine === undefined ? below.split(/\n[ \t]*\/\/ ?/).slice(1) : [sameLine],
  );
  return withoutTrailingSpace(lines.join('\n'));
}

/** What Node compiled for one program is there for the next. */
const compiled = fileURLToPath(new URL('../.reports/compiled', import.meta.url));
const node = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url));

/** Runs a module to its end and returns what it printed; files that it reads are looked for in `folder`. */
export async function run(path: string, folder?: string): Promise<string> {
  const { PATH, SystemRoot } = process.env;
  const { stdout } = await promisify(execFile)(node, [path], {
    cwd: folder,
    env: { PATH, SystemRoot, NO_COLOR: '1', NODE_COMPILE_CACHE: compiled },
    timeout: 60_000,
  });
  return withoutTrailingSpace(stdout);
}

function withoutTrailingSpace(text: string): string {
  return text.replaceAll(/[ \t]+$/gm, '').trimEnd();
}
