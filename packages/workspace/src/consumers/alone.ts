// One package in an empty folder, installed by its name and nothing else, then bundled by each bundler and run: cpu on
// Node, webgl in a page.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runBundle } from '../../../../docs/test/page-program.ts';
import { root } from '../../setup.mjs';
import type { Finished } from '../command.ts';
import type { Registry } from '../registry.ts';
import { failedRow, passedRow, type Row } from '../step.ts';
import { type Bundler, bundlers, type BundleJob } from './bundlers.ts';
import { jestRow } from './jest-project.ts';
import { machineNode, useIn } from './machine.ts';

const programs = join(root, 'packages', 'workspace', 'smoke', 'alone');

/** The article's output, h and c in Keras 2's dialect, of which float32 keeps seven decimals. */
const expected = '0.0076782 0.0159769 0.0248067; 0.0248067; 0.0486485';

/** A folder in which something was installed. */
export interface Installed {
  /** For the names of rows. */
  readonly what: string;
  readonly folder: string;
  readonly installation: Finished;
}

/** Installs packages by their names into a folder that has nothing in it. */
export async function installInto(
  folder: string,
  { npmrc }: Registry,
  what: string,
  packages: readonly string[],
): Promise<Installed> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.npmrc'), npmrc);
  const use = useIn(folder);
  const installation = await use('npm', 'install', '--no-audit', '--no-fund', ...packages);
  cpSync(programs, folder, { recursive: true });
  return { what, folder, installation };
}

/** Tries each package alone, in folders of its own in `folder`. */
export async function* aloneRows(registry: Registry, folder: string): AsyncGenerator<Row> {
  const cpu = await installInto(join(folder, 'cpu'), registry, 'cpu alone', ['@gatefold/cpu']);
  yield* bundledRows(cpu, { entry: 'cpu.js', runsIn: 'node' });
  if (cpu.installation.ok) {
    yield await printingRow(`${cpu.what}: require`, () => runOnNode(cpu.folder, 'cpu.cjs'));
    yield await jestRow(cpu);
  }
  const webgl = await installInto(join(folder, 'webgl'), registry, 'webgl alone', [
    '@gatefold/webgl',
  ]);
  yield* bundledRows(webgl, { entry: 'webgl.js', runsIn: 'page' });
}

/** Bundles a program by some bundlers, and runs what comes of it. */
export async function* bundledRows(
  { what, folder, installation }: Installed,
  { entry, runsIn }: Pick<BundleJob, 'entry' | 'runsIn'>,
  by = Object.keys(bundlers) as readonly Bundler[],
): AsyncGenerator<Row> {
  const name = `${what}: npm install`;
  yield installation.ok ? passedRow(name) : failedRow(name, installation.output);
  if (!installation.ok) return;
  for (const bundler of by) {
    const outFile = join(folder, 'bundled', bundler, 'bundle.mjs');
    yield await printingRow(`${what}: ${bundler}`, async () => {
      await bundlers[bundler]({ folder, entry, outFile, runsIn });
      return runsIn === 'page'
        ? runBundle(readFileSync(outFile, 'utf8'))
        : runOnNode(folder, outFile);
    });
  }
}

/** What a program prints on the machine's own Node. */
async function runOnNode(folder: string, program: string): Promise<string> {
  const { ok, output } = await useIn(folder)(machineNode, program);
  if (!ok) throw new Error(output);
  return output;
}

/** Passes when the article's numbers are printed. */
async function printingRow(name: string, attempt: () => Promise<string>): Promise<Row> {
  try {
    const printed = await attempt();
    return printed === expected
      ? passedRow(name)
      : failedRow(name, `must print ${expected}, got ${printed}`);
  } catch (error) {
    return failedRow(name, error instanceof Error ? error.message : String(error));
  }
}
