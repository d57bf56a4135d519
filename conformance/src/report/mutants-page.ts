// The page of the mutants, docs/contribute/mutants.md: what a run of the self-check says, as Markdown.

import { lawScore, type MutantVerdict, type SelfCheck } from '../self-check.ts';

export function mutantsPage(checked: SelfCheck): string {
  const { verdicts } = checked;
  const dead = verdicts.filter(({ killers }) => killers.length > 0).length;
  const { killed, of } = lawScore(checked);
  return [
    '<!-- Written by `gatefold-conformance self-check --markdown`; do not edit. -->',
    '',
    '# Mutants',
    '',
    'How do you know that the suite sees what it is there to see? These backends are wrong on purpose, each in one thing.',
    'Every one of them must fail a case of the clause that it breaks, or the suite itself is broken:',
    '',
    '```sh',
    'gatefold-conformance self-check                   # runs them all; exit code 1 when one survives',
    'gatefold-conformance run mutant:gates/lstm/iofg   # one of them, to see your own CI turn red',
    '```',
    '',
    `${dead} of ${verdicts.length} are dead. Laws alone, which need neither Keras nor a golden number, kill ${killed} of the ${of}`,
    `that change values, ${((100 * killed) / of).toFixed(1)} %. ${idleSentence(checked)}`,
    '',
    'A failing backend whose numbers are those of a mutant is told so, in the words of the third column.',
    '',
    ...table([
      ['clause', 'mutant', 'the backend looks like', 'killed by'],
      ...verdicts.map((verdict) => row(verdict)),
    ]),
    '',
    '† Every number is right; ownership, counts, shapes or refusals are wrong.',
    '',
  ].join('\n');
}

function idleSentence({ idle }: SelfCheck): string {
  return idle.length === 0
    ? 'Every case of the suite kills at least one.'
    : `${idle.length} cases kill none: ${idle.map((id) => `\`${id}\``).join(', ')}.`;
}

function row({ mutant, killers, strangers }: MutantVerdict): string[] {
  const [killer] = [...killers, ...strangers];
  const by = killer === undefined ? '**nothing**' : `\`${killer}\``;
  return [
    mutant.clause,
    `\`${mutant.id}\``,
    `${escape(mutant.says)}${mutant.changesValues ? '' : ' †'}`,
    by,
  ];
}

/** Columns as wide as their widest cell, as prettier has them. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((cells) => cells[column]!.length)),
  );
  const line = (cells: readonly string[], fill: string): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!, fill)).join(' | ')} |`;
  const [head, ...body] = rows as [readonly string[], ...(readonly string[])[]];
  return [line(head, ' '), line(['', '', '', ''], '-'), ...body.map((cells) => line(cells, ' '))];
}

function escape(text: string): string {
  return text.replace(/[<>|*_]/g, (mark) => `\\${mark}`);
}
