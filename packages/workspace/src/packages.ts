// The packages of this workspace, as pnpm sees them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';
import { run } from './command.ts';

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export interface WorkspacePackage {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every package but the root, in the order of their names. */
export async function workspacePackages(): Promise<readonly WorkspacePackage[]> {
  const list = ['list', '--recursive', '--depth', '-1', '--json'];
  const { ok, output, stdout } = await run('pnpm', list, { cwd: root });
  if (!ok) throw new Error(`pnpm ${list.join(' ')} failed\n${output}`);
  const entries = JSON.parse(stdout) as readonly { name: string; path: string }[];
  return entries
    .filter(({ path }) => join(path, '/') !== root)
    .map(({ path }) => ({ folder: path, manifest: readManifest(path) }))
    .toSorted((a, b) => a.manifest.name.localeCompare(b.manifest.name));
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
