// Figures of what the benchmarks have measured, machine by machine; every number is from packages/bench/results.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deviceOf } from '../../packages/bench/src/device-of.ts';
import type { Machine } from '../../packages/bench/src/machine.ts';
import type { Roof } from '../../packages/bench/src/roof/roof.ts';
import type { Row } from '../../packages/bench/src/row.ts';
import type { StartRow } from '../../packages/bench/src/starts/start-row.ts';
import { drawn, type Figure } from './figure.ts';
import { groupFigures } from './group-figures.ts';
import { ratioFigure } from './ratio-figure.ts';
import { stepFigure } from './step-figure.ts';
import { readResults, type ResultsFile } from './step-times.ts';

const folder = join(import.meta.dirname, '..', '..', 'packages', 'bench', 'results');

/** All of a file that is drawn. */
export interface Results extends ResultsFile {
  readonly commit: string | null;
  readonly machine: Machine;
  readonly rows: readonly Row[];
  readonly roofs?: Readonly<Record<string, Roof>>;
  readonly starts?: readonly StartRow[];
}

export interface MachineResults {
  /** Of its page. */
  readonly id: string;
  readonly title: string;
  /** Where and when, and with what. */
  readonly facts: readonly (readonly [what: string, value: string])[];
  readonly figures: readonly Figure[];
}

export interface MeasuredPage {
  readonly params: Omit<MachineResults, 'figures'> & {
    /** Without their drawings, which the content has. */
    readonly figures: readonly Omit<Figure, 'svg'>[];
    readonly description: string;
    /** Where its numbers are kept, from the repository's root. */
    readonly source: string;
  };
  /** Markdown. */
  readonly content: string;
}

/** A page for each file of results, so that none carries the drawings of all; the newest first. */
export function measuredPages(): readonly MeasuredPage[] {
  return files().map(({ id, results }) => {
    const machine = resultsOf(id, results);
    const { title } = machine;
    const description = `How long Gatefold's backends and their peers take: ${title}.`;
    const source = `packages/bench/results/${id}.json`;
    const figures = machine.figures.map(({ title: name, columns, rows }) => ({
      title: name,
      columns,
      rows,
    }));
    return { params: { ...machine, figures, description, source }, content: contentOf(machine) };
  });
}

/** Drawings as markup of the page, outside of components: VitePress leaves that out of the script that a visitor loads first. */
function contentOf({ title, figures }: MachineResults): string {
  const measured = figures.map(
    (figure, place) =>
      `<figure class="data">${drawn(figure)}<DataTable :figure="figures[${place}]" /></figure>`,
  );
  return [
    `# ${title}`,
    '[How it is measured](../../packages/bench/README.md), and what a ratio is, is told [with the other machines](index.md).',
    '<dl><div v-for="[what, value] of facts" :key="what"><dt>{{ what }}</dt><dd>{{ value }}</dd></div></dl>',
    ...measured,
  ].join('\n\n');
}

/** The names of the pages, for lists of them. */
export function measuredMachines(): readonly Pick<MachineResults, 'id' | 'title'>[] {
  return files().map(({ id, results }) => ({ id, title: titleOf(results) }));
}

function files(): { readonly id: string; readonly results: Results }[] {
  return globSync('*.json', { cwd: folder })
    .map((file) => {
      const results = readResults(file, readFileSync(join(folder, file), 'utf8')) as Results;
      return { id: file.replace('.json', ''), results };
    })
    .toSorted((a, b) => (a.results.date > b.results.date ? -1 : 1));
}

function titleOf({ date, machine, graphics, rows }: Results): string {
  // Several backends are measured on a machine, and each has a file of its own.
  const [ours] = rows.flatMap(({ contender }) => /^@gatefold\/[^/ ]+/.exec(contender) ?? []);
  return `${nameOf(graphics?.webgl ?? machine.cpu)}, ${ours}, ${date.slice(0, 10)}`;
}

export function resultsOf(id: string, results: Results): MachineResults {
  const { date, commit, machine, graphics, rows } = results;
  const day = date.slice(0, 10);
  const title = titleOf(results);
  const versions = new Map(rows.map(({ contender, version }) => [contender, version]));
  const facts: [string, string][] = [
    ['date', day],
    ...(commit === null ? [] : [['commit', commit] as [string, string]]),
    ['CPU', `${machine.cpu}, ${machine.cores} cores, load ${machine.load} when it began`],
    ['Node', machine.node],
    ...(graphics === null ? [] : graphicsFacts(graphics)),
    ['versions', [...versions].map(([name, version]) => `${name} ${version}`).join(', ')],
  ];
  const figures = rows.some(({ group }) => group !== undefined)
    ? groupFigures(title, results)
    : plainFigures(title, rows);
  return { id, title, facts, figures };
}

function plainFigures(title: string, rows: readonly Row[]): readonly Figure[] {
  const figures = [
    ratioFigure(
      `How many times as long as ours a call takes that is waited for, from numbers to numbers. ${title}; each step of the scale is a multiple.`,
      rows,
      ({ single }) => single?.ratio,
    ),
    ratioFigure(
      `How many times as long as ours a call takes among others, when its result stays where it is. ${title}; each step of the scale is a multiple.`,
      rows,
      ({ chained }) => chained?.ratio,
    ),
    stepFigure(
      `Microseconds that a time step of an LSTM takes in a call among others, by its units. ${title}; both scales are of multiples.`,
      rows,
    ),
  ];
  return figures.filter((one) => one !== undefined);
}

function graphicsFacts({
  browser,
  webgl,
  webgpu,
}: NonNullable<Results['graphics']>): [string, string][] {
  return [
    ['browser', browser],
    ['WebGL', webgl ?? 'none'],
    ['WebGPU', webgpu ?? 'none'],
  ];
}

/** Vendor and device may both begin with the vendor. */
function nameOf(renderer: string): string {
  return deviceOf(renderer)
    .split(' ')
    .filter((word, place, words) => word !== words[place - 1])
    .join(' ');
}
