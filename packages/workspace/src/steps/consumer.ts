// Installs all tarballs with npm into an empty folder and uses them there as a stranger would: the machine's own
// Node, plain JavaScript by import and by require, TypeScript, the suite's command.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from '../../setup.mjs';
import { type Finished, run } from '../command.ts';
import { failedRow, passedRow, type Row } from '../step.ts';
import { bundleAndRun } from './bundled.ts';
import type { Tarball } from './packed.ts';
import { compileAndRun, projectNames, writeProjects } from './typescript-projects.ts';

const machineNode = process.env['GATEFOLD_MACHINE_NODE'] ?? process.execPath;
const machineFolders = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.startsWith(root));
/** That of the machine: no Node and no tool of this checkout. */
const machineEnvironment = {
  ...process.env,
  PATH: [dirname(machineNode), ...machineFolders].join(delimiter),
};

const smoke = join(root, 'packages', 'workspace', 'smoke');

type Use = (command: string, ...commandArguments: string[]) => Promise<Finished>;

export async function* consumerRows(
  tarballs: readonly Tarball[],
  folder: string,
): AsyncGenerator<Row> {
  writeConsumer(tarballs, folder);
  const use: Use = (command, ...commandArguments) =>
    run(command, commandArguments, { cwd: folder, env: machineEnvironment });

  const version = (await use(machineNode, '--version')).output;
  const installation = 'packed: npm install into an empty folder';
  const installed = await install(use, tarballs, folder);
  yield row(installation, installed);

  const uses: Record<string, () => Promise<Finished>> = {
    [`packed: import on Node ${version}`]: () => use(machineNode, 'article.mjs'),
    [`packed: require on Node ${version}`]: () => use(machineNode, 'doors.cjs'),
    ...Object.fromEntries(
      projectNames.map((name) => [
        `packed: TypeScript, ${name}`,
        () => compileAndRun((...given) => use(machineNode, ...given), name),
      ]),
    ),
    'packed: a page with webgl alone, by Vite': () => bundleAndRun(folder),
    'packed: npx gatefold-conformance': () =>
      use('npx', 'gatefold-conformance', 'run', '@gatefold/cpu', '--level', 'core'),
    'packed: init, run, node --test': () => startBackend(use),
  };
  for (const [name, attempt] of Object.entries(uses)) {
    yield installed.ok ? row(name, await attempt()) : failedRow(name, 'not run: not installed');
  }
}

function row(name: string, { ok, output }: Finished): Row {
  return ok ? passedRow(name) : failedRow(name, output);
}

function writeConsumer(tarballs: readonly Tarball[], folder: string): void {
  mkdirSync(folder);
  const dependencies = tarballs.map(({ manifest, path }) => [manifest.name, `file:${path}`]);
  const manifest = {
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(dependencies),
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  for (const file of ['article.mjs', 'article.ts', 'article.cts', 'doors.cjs']) {
    copyFileSync(join(smoke, file), join(folder, file));
  }
  writeProjects(
    tarballs.map((tarball) => tarball.manifest),
    folder,
  );
}

async function install(use: Use, tarballs: readonly Tarball[], folder: string): Promise<Finished> {
  const installing = await use('npm', 'install', '--no-audit', '--no-fund');
  if (!installing.ok) return installing;
  // A package of ours that came from the registry would be tested in place of the tarball.
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { resolved?: string }>;
  };
  const ours = new Set(tarballs.map(({ manifest }) => manifest.name));
  const strangers = Object.entries(lock.packages).filter(
    ([path, { resolved }]) =>
      ours.has(path.split('node_modules/').at(-1) ?? '') && !resolved?.startsWith('file:'),
  );
  const output = strangers.map(([path]) => `${path} is not one of the tarballs`).join('\n');
  return { ...installing, ok: strangers.length === 0, output };
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
