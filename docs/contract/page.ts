// Writes contract/clauses.md of the clauses themselves: `node contract/page.ts`. A test compares the two.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cases } from '@gatefold/conformance';
import { type Clause, clauseGroups, clauses, outOfScope } from '@gatefold/contract/clauses';

export const pagePath: string = join(import.meta.dirname, 'clauses.md');

/** The page, as Markdown. */
export function clausesPage(): string {
  return [
    '<!-- Written by contract/page.ts from the clauses; do not edit. -->',
    '',
    '# The contract',
    '',
    'What a recurrent layer means here, rule by rule. A clause that binds every backend has cases in the conformance',
    'suite; one that binds the contract package has tests there. Where versions of Keras or its own backends disagree,',
    'Keras 3 on TensorFlow rules, and the clause says who diverges.',
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
  const tried = cases.filter((item) => item.clauses.includes(id)).length;
  const proof =
    binds === 'contract' ? 'contract package' : `${tried} ${tried === 1 ? 'case' : 'cases'}`;
  return [
    `<a id="${id.toLowerCase()}"></a>**${id}** ${escape(sentence)}`,
    ...(diverges === undefined ? [] : ['', `> **Diverges:** ${escape(diverges)}`]),
    '',
    `<sub>${escape(source)} · ${proof}</sub>`,
    '',
  ];
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
