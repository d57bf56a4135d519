// Installs all tarballs with npm into an empty folder and uses them there as a stranger would: the machine's own
// Node, plain JavaScript, TypeScript in both module resolutions, the suite's command.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from '../../setup.mjs';
import { type Finished, run } from '../command.ts';
import { type Manifest } from '../packages.ts';
import { failedRow, passedRow, type Row } from '../step.ts';
import type { Tarball } from './packed.ts';

const machineNode = process.env['GATEFOLD_MACHINE_NODE'] ?? process.execPath;
const machineFolders = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.startsWith(root));
/** That of the machine: no Node and no tool of this checkout. */
const machineEnvironment = {
  ...process.env,
  PATH: [dirname(machineNode), ...machineFolders].join(delimiter),
};

const typescript = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const smoke = join(root, 'packages', 'workspace', 'smoke');
const resolutions = { nodenext: 'nodenext', bundler: 'esnext' } as const;

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
    [`packed: JavaScript on Node ${version}`]: () => use(machineNode, 'article.mjs'),
    'packed: TypeScript, nodenext': () => compileAndRun(use, 'nodenext'),
    'packed: TypeScript, bundler': () => compileAndRun(use, 'bundler'),
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
  const write = (file: string, content: unknown): void =>
    writeFileSync(join(folder, file), JSON.stringify(content, null, 2));
  const dependencies = tarballs.map(({ manifest, path }) => [manifest.name, `file:${path}`]);
  write('package.json', {
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(dependencies),
  });
  for (const file of ['article.mjs', 'article.ts']) {
    copyFileSync(join(smoke, file), join(folder, file));
  }
  const manifests = tarballs.map(({ manifest }) => manifest);
  writeDoors(
    folder,
    'own-doors.ts',
    manifests.filter((manifest) => !needsPeers(manifest)),
  );
  writeDoors(folder, 'peer-doors.ts', manifests.filter(needsPeers));
  for (const [moduleResolution, module] of Object.entries(resolutions)) {
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2022',
      types: [],
      outDir: moduleResolution,
      strict: true,
    };
    write(`tsconfig.${moduleResolution}.json`, {
      compilerOptions: { ...compilerOptions, skipLibCheck: false },
      files: ['article.ts', 'own-doors.ts'],
    });
    // The declarations of TensorFlow.js do not compile by themselves; its users skip them.
    write(`tsconfig.${moduleResolution}-peers.json`, {
      compilerOptions: { ...compilerOptions, skipLibCheck: true },
      files: ['peer-doors.ts'],
    });
  }
}

/** Whether an import of the package brings in declarations of packages that are not ours. */
function needsPeers({ peerDependencies = {}, peerDependenciesMeta = {} }: Manifest): boolean {
  return Object.keys(peerDependencies).some((peer) => !peerDependenciesMeta[peer]?.optional);
}

function writeDoors(folder: string, file: string, manifests: readonly Manifest[]): void {
  const doors = manifests.flatMap((manifest) => typedDoors(manifest));
  const imports = doors.map((door, index) => `export * as door${index} from '${door}';\n`);
  writeFileSync(join(folder, file), imports.join(''));
}

/** What an import can name; a door named after an optional peer needs that peer, which an empty folder lacks. */
function typedDoors({ name, exports = {}, peerDependenciesMeta = {} }: Manifest): string[] {
  return Object.keys(exports)
    .filter((door) => !door.endsWith('.json') && !(door.slice(2) in peerDependenciesMeta))
    .map((door) => name + door.slice(1));
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

async function compileAndRun(use: Use, resolution: keyof typeof resolutions): Promise<Finished> {
  for (const project of [resolution, `${resolution}-peers`]) {
    const compiling = await use(machineNode, typescript, '-p', `tsconfig.${project}.json`);
    if (!compiling.ok) return compiling;
  }
  return use(machineNode, join(resolution, 'article.js'));
}
