// docs/compatibility/index.md: the matrix, of the rows that are kept.

import { join } from 'node:path';
import type { Level } from '@gatefold/conformance';
import { levels } from '@gatefold/conformance';
import { clauseGroups } from '@gatefold/contract/clauses';
import { format } from 'prettier';
import { backends, type MatrixBackend } from './backends.ts';
import { passesOf, type Row } from './row.ts';
import { keptRow } from './run-row.ts';

export const pagePath: string = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  '..',
  'docs',
  'compatibility',
  'index.md',
);

interface Entry {
  readonly backend: MatrixBackend;
  readonly row: Row;
}

/** Kept by the door where a backend is an engine. */
const keptByDoor = ['E', 'L'];

export async function compatibilityPage(): Promise<string> {
  const entries = backends.map((backend) => ({ backend, row: keptRow(backend.id) }));
  const letters = Object.keys(clauseGroups).filter((letter) =>
    entries.some(({ row }) => row.groups[letter] !== undefined),
  );
  const [first] = entries as [Entry];
  const text = [
    '<!-- Written by conformance/adapters/compatibility from real runs; do not edit. -->',
    '',
    '# Compatibility',
    '',
    `Real runs of the suite, ${first.row.cases} cases of version ${first.row.suite}, on our backends and on published peers. Each peer`,
    'stands behind a small adapter that translates layouts and emulates nothing; what it does otherwise than the',
    '[clauses](../contract/clauses.md) say is in its file of known failures, with the reason and a link, and listed below.',
    '',
    '## Levels',
    '',
    ...table([
      ['backend', 'version', ...levels],
      ...entries.map(({ backend, row }) => [
        `[${backend.title}](#${backend.id})`,
        row.version ?? '',
        ...levels.map((level) => levelMark(row, level)),
      ]),
    ]),
    '',
    'A level is granted when no case in it fails and the backend claims all that it is about.',
    '',
    '## Clause groups',
    '',
    ...table([
      [
        'backend',
        ...letters.map(
          (letter) => `${letter}<br>${(clauseGroups[letter] as string).toLowerCase()}`,
        ),
      ],
      ...entries.map(({ backend, row }) => [
        backend.title,
        ...letters.map((letter) => groupCell(row, letter, backend.isEngine)),
      ]),
    ]),
    '',
    'Cases that pass of those that are asked; ✓ where all do, – where the backend claims nothing of the group and so is',
    'not asked. † Arguments, refusals and memory of these are kept by `backendFromEngine`, and say nothing about the peer.',
    '',
    '## What differs, backend by backend',
    '',
    ...entries.flatMap((entry) => sectionOf(entry)),
    '## How to run a row',
    '',
    '```sh',
    'pnpm compatibility                        # every row that needs no Python, and this page',
    'pnpm compatibility --python               # all of them; installs Keras, PyTorch and onnx first',
    'pnpm compatibility tfjs-cpu torch --python',
    '```',
    '',
  ].join('\n');
  return format(text, { parser: 'markdown', printWidth: 120 });
}

function levelMark({ granted }: Row, level: Level): string {
  return granted.includes(level) ? '✓' : '–';
}

function groupCell(row: Row, letter: string, isEngine: boolean): string {
  const counts = passesOf(row, letter);
  const mark = isEngine && keptByDoor.includes(letter) ? ' †' : '';
  if (counts === undefined) return row.groups[letter] === undefined ? '' : '–';
  const { passed, asked } = counts;
  return passed === asked ? `✓ ${asked}${mark}` : `**${passed}** of ${asked}${mark}`;
}

function sectionOf({ backend, row }: Entry): string[] {
  const { version = '', environment = {}, defects, runs } = row;
  const beside = Object.entries(environment).map(([name, value]) => `${name} ${value}`);
  return [
    `### <a id="${backend.id}"></a>${backend.title} ${version}`,
    '',
    [`${runs} examples for each law`, ...beside].map((text) => escape(text)).join(' · '),
    '',
    ...(defects.length === 0
      ? ['Nothing.']
      : table([
          ['cases', 'clauses', 'what it does', ''],
          ...defects.map(({ cases, clauses, reason, url }) => [
            String(cases),
            clauses.join(' '),
            escape(reason),
            `[link](${linkOf(backend, url)})`,
          ]),
        ])),
    '',
  ];
}

/** Paths in a file of known failures are those of its adapter. */
function linkOf({ id, needsPython }: MatrixBackend, url: string): string {
  if (/^https?:/.test(url)) return url;
  const adapter = needsPython ? 'python' : (id.split('-')[0] as string);
  return `../../conformance/adapters/${adapter}/${url}`;
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** Keeps Markdown from reading signs of the text as its own; what is between backquotes stays as it is. */
function escape(text: string): string {
  const parts = text.split(/(`[^`]*`)/);
  return parts
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/[<>|*_]/g, (mark) => `\\${mark}`),
    )
    .join('');
}
