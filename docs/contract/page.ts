// Writes contract/clauses.md of the clauses themselves: `node contract/page.ts`. A test compares the two.

import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cases } from '@gatefold/conformance';
import { type Clause, clauseGroups, clauses, outOfScope } from '@gatefold/contract/clauses';
import { readKeepers } from './keepers.ts';

export const pagePath: string = join(import.meta.dirname, 'clauses.md');

const keepersOf = readKeepers();

/** The page, as Markdown. */
export function clausesPage(): string {
  return [
    '<!-- Written by contract/page.ts from the clauses; do not edit. -->',
    '',
    '# The contract',
    '',
    'What a recurrent layer means here, rule by rule. Each rule is a _clause_: an id that never changes, one sentence,',
    'and where it comes from. Below it stand the sources that keep it, and what tries it: cases of the conformance suite',
    'where it binds every backend, tests of the contract package where it binds that package alone. Cases are named as',
    '`gatefold-conformance list` has them; `*` stands for any part of an id, with the number of cases after it. Where',
    'versions of Keras or its own backends disagree, Keras 3 on TensorFlow rules, and the clause says who diverges.',
    ...Object.entries(clauseGroups).flatMap(([letter, name]) => {
      const inGroup = clauses.filter(({ id }) => id.startsWith(letter));
      return ['', `## ${letter}: ${name}`, '', ...inGroup.flatMap(clauseLines)];
    }),
    '## Out of scope',
    '',
    'What Keras does that no clause speaks of, and why.',
    '',
    ...outOfScope.map(({ what, why }) => `- **${escape(what)}** ${escape(why)}`),
    '',
  ].join('\n');
}

function clauseLines({ id, sentence, source, binds, diverges }: Clause): string[] {
  const { code, cases: caseFiles, tests } = keepersOf(id);
  const anchor = id.toLowerCase();
  const tried = cases.filter((item) => item.clauses.includes(id)).map((item) => item.id);
  const proof =
    binds === 'contract'
      ? `tests of the contract package: ${linksTo(tests)}`
      : `${tried.length} ${tried.length === 1 ? 'case' : 'cases'}, ${toList(tried)}, from ${linksTo(caseFiles)}`;
  return [
    `<a id="${anchor}"></a>[**${id}**](#${anchor}) ${escape(sentence)}`,
    ...(diverges === undefined ? [] : ['', `> **Diverges:** ${escape(diverges)}`]),
    '',
    `<sub>Source: ${escape(source)}</sub><br>`,
    `<sub>Kept by: ${linksTo(code)}</sub><br>`,
    `<sub>Tried by: ${proof}</sub>`,
    '',
  ];
}

/** Links to files of the repository, from this folder. */
function linksTo(files: readonly string[]): string {
  return files.map((file) => `[${basename(file)}](../../${file})`).join(', ');
}

/** Ids of cases; those of one folder as one pattern, so that a clause which many cases try stays short. */
function toList(ids: readonly string[]): string {
  const folders = Map.groupBy(ids, (id) => id.split('/').slice(0, 2).join('/'));
  return [...folders]
    .map(([folder, [first = '', ...others]]) => {
      const isWhole = others.length === 0;
      return isWhole ? `\`${first}\`` : `\`${folder}/*\` (${others.length + 1})`;
    })
    .join(', ');
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

if (process.argv[1] === import.meta.filename) writeFileSync(pagePath, clausesPage());
