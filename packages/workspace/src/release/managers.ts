// Package managers and runtimes, each as its own users have it: how a folder is set up for it, how it installs, and how it
// runs a program in TypeScript. Those that this checkout does not have are fetched from npm, in the versions named here.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode, root } from '../../setup.mjs';
import { run } from '../command.ts';
import { useIn } from '../consumers/machine.ts';
import type { Registry } from '../registry.ts';

export interface Manager {
  readonly name: string;
  /** What is fetched from npm for it, and the command that it brings. */
  readonly tool?: readonly [specifier: string, command: string];
  /** Files that a folder has before anything is installed. */
  readonly files: (registry: Registry, others: string) => Readonly<Record<string, string>>;
  /** The command comes first. */
  readonly install: (command: string, packages: readonly string[]) => readonly string[];
  readonly runs: (command: string, program: string) => readonly string[];
  /** Whether the programs for pages are tried with it too: bundlers look for node_modules, which most lay out alike. */
  readonly bundles?: boolean;
}

const onNode = (_: string, program: string): readonly string[] => [pinnedNode, program];
/** As most of them read it. */
const npmrc: Manager['files'] = (registry, others) => ({
  '.npmrc': `registry=${others}\n${registry.npmrc}`,
});

// Some of them take nothing that is younger than a day, and ours are seconds old here; so each is told to take them.
export const managers: readonly Manager[] = [
  {
    name: 'npm',
    bundles: true,
    files: npmrc,
    install: (_, packages) => ['npm', 'install', '--no-audit', '--no-fund', ...packages],
    runs: onNode,
  },
  {
    name: 'pnpm',
    bundles: true,
    files: npmrc,
    install: (_, packages) => ['pnpm', 'add', '--config.minimum-release-age=0', ...packages],
    runs: onNode,
  },
  {
    name: 'Yarn 1',
    tool: ['yarn@1.22.22', 'yarn'],
    files: npmrc,
    install: (yarn, packages) => [yarn, 'add', '--non-interactive', ...packages],
    runs: onNode,
  },
  {
    name: 'Yarn 4 (PnP)',
    tool: ['@yarnpkg/cli-dist@4.18.1', 'yarn'],
    files: ({ url }, others) => ({
      'package.json': '{ "private": true, "type": "module" }',
      'yarn.lock': '',
      '.yarnrc.yml': [
        `npmRegistryServer: '${others}'`,
        `npmScopes: { gatefold: { npmRegistryServer: '${url}' } }`,
        "unsafeHttpWhitelist: ['127.0.0.1']",
        "npmPreapprovedPackages: ['@gatefold/*']",
        'enableTelemetry: false',
        'enableGlobalCache: false',
      ].join('\n'),
    }),
    install: (yarn, packages) => [yarn, 'add', ...packages],
    runs: (yarn, program) => [yarn, 'node', program],
  },
  {
    name: 'Bun',
    tool: ['bun@1.4.5', 'bun'],
    files: npmrc,
    install: (bun, packages) => [bun, 'add', ...packages],
    runs: (bun, program) => [bun, 'run', program],
  },
  {
    name: 'Deno',
    tool: ['deno@2.9.6', 'deno'],
    files: npmrc,
    install: (deno, packages) => [
      deno,
      'add',
      '--minimum-dependency-age=0',
      ...packages.map((name) => `npm:${name}`),
    ],
    runs: (deno, program) => [deno, 'run', '--allow-all', program],
  },
];

/** Fetches what a manager needs into a folder; throws when that fails. */
export async function commandOf({ name, tool }: Manager, folder: string): Promise<string> {
  if (tool === undefined) return '';
  const [specifier, command] = tool;
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), '{ "private": true }');
  // bun and deno fetch their binaries in an install script.
  const options = ['--no-audit', '--no-fund', '--ignore-scripts=false'];
  const fetching = await run('npm', ['install', ...options, specifier], { cwd: place });
  if (!fetching.ok) throw new Error(fetching.output);
  return join(place, 'node_modules', '.bin', command);
}

/** What npm is told on this machine. */
export interface NpmSettings {
  readonly registry: string;
  /** The certificates that it trusts, where those of the system are not enough. */
  readonly cafile: string | null;
}

export async function readNpmSettings(): Promise<NpmSettings> {
  const { ok, output, stdout } = await useIn(root)('npm', 'config', 'list', '--json');
  if (!ok) throw new Error(output);
  return JSON.parse(stdout) as NpmSettings;
}

/**
 * Caches of their own, in which nothing of an earlier rehearsal stands under the same version; and npm's certificates, which
 * Yarn 4 and Deno do not look up.
 */
export function managerEnvironment({ cafile }: NpmSettings, caches: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...(cafile === null ? {} : { NODE_EXTRA_CA_CERTS: cafile, DENO_CERT: cafile }),
    YARN_CACHE_FOLDER: join(caches, 'yarn'),
    YARN_GLOBAL_FOLDER: join(caches, 'yarn-4'),
    BUN_INSTALL_CACHE_DIR: join(caches, 'bun'),
    DENO_DIR: join(caches, 'deno'),
  };
}
