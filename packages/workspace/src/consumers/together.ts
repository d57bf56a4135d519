// All packages, installed by npm into one empty folder and used there as a stranger would: the machine's own Node, plain
// JavaScript by import and by require, TypeScript, the suite's command.

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup.mjs';
import type { Finished } from '../command.ts';
import type { Manifest } from '../packages.ts';
import type { Registry } from '../registry.ts';
import { sideBySide } from '../side-by-side.ts';
import { failedRow, passedRow, type Row } from '../step.ts';
import { machineNode, type Use, useIn } from './machine.ts';
import { suiteInPage } from './suite-in-page.ts';
import { compileAndRun, projectNames, writeProjects } from './typescript-projects.ts';

/** What is done with the packages, by the name of its row. */
type Uses = Readonly<Record<string, () => Promise<Finished>>>;

const smoke = join(root, 'packages', 'workspace', 'smoke');

export async function* togetherRows(
  manifests: readonly Manifest[],
  registry: Registry,
  folder: string,
): AsyncGenerator<Row> {
  writeConsumer(manifests, registry, folder);
  const use = useIn(folder);

  const version = (await use(machineNode, '--version')).output;
  const installation = 'packed: npm install into an empty folder';
  const installed = await use('npm', 'install', '--no-audit', '--no-fund');
  yield row(installation, installed);

  const attempts = async function* (uses: Uses): AsyncGenerator<Row> {
    for (const [name, attempt] of Object.entries(uses)) {
      yield installed.ok ? row(name, await attempt()) : failedRow(name, 'not run: not installed');
    }
  };
  yield* attempts({
    [`packed: import on Node ${version}`]: () => use(machineNode, 'article.mjs'),
    [`packed: require on Node ${version}`]: () => use(machineNode, 'doors.cjs'),
    ...Object.fromEntries(
      projectNames.map((name) => [
        `packed: TypeScript, ${name}`,
        () => compileAndRun((...given) => use(machineNode, ...given), name),
      ]),
    ),
    'packed: npx gatefold-conformance': () =>
      use('npx', 'gatefold-conformance', 'run', '@gatefold/cpu', '--level', 'core'),
  });
  // Each keeps one core busy for long.
  yield* sideBySide(
    attempts({ 'packed: the suite in a page, by Vite': () => suiteInPage(use, folder) }),
    attempts({ 'packed: init, run, node --test': () => startBackend(use) }),
  );
}

function row(name: string, { ok, output }: Finished): Row {
  return ok ? passedRow(name) : failedRow(name, output);
}

function writeConsumer(manifests: readonly Manifest[], { npmrc }: Registry, folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, '.npmrc'), npmrc);
  const dependencies = manifests.map(({ name, version }) => [name, version]);
  const manifest = {
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(dependencies),
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  for (const file of ['article.mjs', 'article.ts', 'article.cts', 'doors.cjs']) {
    copyFileSync(join(smoke, file), join(folder, file));
  }
  writeProjects(manifests, folder);
}

/** From nothing to green, as the page for authors of backends says. */
async function startBackend(use: Use): Promise<Finished> {
  for (const step of [
    ['init'],
    [
      'run',
      './my-backend.mjs',
      '--level',
      'core',
      '--report',
      'terminal',
      'html',
      '--out',
      'mine.html',
    ],
  ]) {
    const done = await use('npx', 'gatefold-conformance', ...step);
    if (!done.ok) return done;
  }
  return use(machineNode, '--test', 'my-backend.test.mjs');
}
