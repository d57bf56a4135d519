// Writes golden/data: draws each golden, has every writer of Keras compute it, measures what rounding does to it.
//
//     pnpm goldens            writes the files
//     pnpm goldens --check    compares with the files that are there; exit code 1 when they differ
//
// --only GROUP restricts either to one group, --python PATH takes a Python that has the packages. --deviations measures
// again what rounding does, and leaves what Keras computed as it is: without Python.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { DrawnGolden } from '../src/golden/draw.ts';
import {
  type Golden,
  type GoldenFile,
  type GoldenSpec,
  type Group,
  groups,
} from '../src/golden/golden.ts';
import { goldenSpecs } from '../src/golden/specs.ts';
import { assemble, type WriterAnswers } from './assemble.ts';
import { compareFiles } from './check.ts';
import { deviations, plainOutcomes } from './deviation.ts';
import { drawClean } from './hygiene.ts';
import { askKeras, preparePython } from './python.ts';
import { requestFor, type WriterName, writers } from './request.ts';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    deviations: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    python: { type: 'string' },
  },
});

const chosen = groups.filter((group) => values.only?.includes(group) ?? true);
let isSame = true;
const problems: string[] = [];
if (values.deviations) for (const group of chosen) save(await measureAgain(group));
else await ask();
if (problems.length > 0) console.error(`Nothing explains these:\n${problems.join('\n')}`);
if (!isSame || problems.length > 0) process.exitCode = 1;

/** Has every writer of Keras compute the goldens of the groups that were chosen. */
async function ask(): Promise<void> {
  const python = values.python ?? preparePython();
  const drawn = new Map<string, DrawnGolden>();
  const specs = goldenSpecs.filter(({ group }) => chosen.includes(group));
  for (const spec of specs) drawn.set(spec.id, drawClean(spec));
  const requests = specs.map((spec) => requestFor(spec, drawn.get(spec.id) as DrawnGolden));
  const names = Object.keys(writers) as WriterName[];
  const answers = Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await askKeras(python, name, requests)] as const),
    ),
  );
  for (const group of chosen) {
    const cases: Golden[] = [];
    for (const spec of specs.filter((item) => item.group === group)) {
      const own = Object.fromEntries(
        names.map((name) => [name, answers[name]?.cases[spec.id]]),
      ) as WriterAnswers;
      try {
        cases.push(await assemble(spec, drawn.get(spec.id) as DrawnGolden, own));
      } catch (error) {
        problems.push((error as Error).message);
      }
    }
    if (cases.length < specs.filter((item) => item.group === group).length) continue;
    const versions = Object.assign({}, ...Object.values(answers).map((answer) => answer.versions));
    save({
      format: 'gatefold-golden/1',
      group,
      writers: { python: '3.11', node: process.versions.node, ...versions },
      cases,
    });
  }
}

/** The file that is there, with other deviations. */
async function measureAgain(group: Group): Promise<GoldenFile> {
  const file = JSON.parse(readFileSync(pathOf(group), 'utf8')) as GoldenFile;
  const cases: Golden[] = [];
  for (const golden of file.cases) {
    const spec = goldenSpecs.find(({ id }) => id === golden.id) as GoldenSpec;
    const drawn = drawClean(spec);
    const rounding = await deviations(spec, drawn, await plainOutcomes(spec, drawn));
    const calls = golden.calls.map((call, index) => ({ ...call, ...rounding[index] }));
    cases.push({ ...golden, calls });
  }
  return { ...file, cases };
}

function pathOf(group: Group): string {
  return join(import.meta.dirname, 'data', `${group}.json`);
}

/** Writes a file, or compares it with the one that is there. */
function save(file: GoldenFile): void {
  const { group, cases } = file;
  const text = format(file);
  if (values.check) {
    isSame = compareFiles(group, readFileSync(pathOf(group), 'utf8'), text) && isSame;
  } else {
    writeFileSync(pathOf(group), text);
    console.log(`${group}: ${cases.length} goldens, ${(text.length / 1024).toFixed(0)} KiB`);
  }
}

/** One golden a line, so that a change shows which. */
function format({ cases, ...head }: GoldenFile): string {
  const lines = cases.map((item) => JSON.stringify(item));
  return `${JSON.stringify(head).slice(0, -1)},"cases":[\n${lines.join(',\n')}\n]}\n`;
}
