// A copy of this checkout in which the changesets have become versions and changelogs.

import { cpSync, existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../../setup.mjs';
import { type Finished, run } from '../command.ts';
import type { WorkspacePackage } from '../packages.ts';

const changeset = join(root, 'node_modules', '.bin', 'changeset');

/** Copies what git knows or would take, and what is built of the published packages. */
export async function copyCheckout(
  published: readonly WorkspacePackage[],
  copy: string,
): Promise<Finished> {
  const listed = await run('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root });
  if (!listed.ok) return listed;
  const files = listed.stdout.split('\0').filter((file) => file && existsSync(join(root, file)));
  const built = published.map(({ folder }) => join(relative(root, folder), 'dist'));
  for (const path of [...files, ...built]) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  // changesets reads the history, of which the copy needs a beginning.
  const as = ['-c', 'user.name=release', '-c', 'user.email=release@localhost'];
  return inTurn(copy, [
    ['git', 'init', '--quiet', '--initial-branch=main'],
    ['git', 'add', '--all'],
    ['git', ...as, 'commit', '--quiet', '--message=A copy'],
    // Packing looks up the versions of workspace packages among those that are installed.
    [
      'pnpm',
      'install',
      '--frozen-lockfile',
      '--offline',
      '--ignore-scripts',
      ...filters(published),
    ],
  ]);
}

export function version(copy: string): Promise<Finished> {
  return run(changeset, ['version'], { cwd: copy });
}

export function pack(copy: string, folder: string): Promise<Finished> {
  return run(changeset, ['pack', '--out-dir', folder], { cwd: copy });
}

/** To the registry that the copy's .npmrc names. */
export function publish(copy: string, folder: string): Promise<Finished> {
  return run(changeset, ['publish', '--from-pack-dir', folder, '--no-git-tag'], { cwd: copy });
}

function filters(published: readonly WorkspacePackage[]): string[] {
  return published.map(({ manifest }) => `--filter=${manifest.name}`);
}

/** Stops at the first that fails. */
async function inTurn(
  cwd: string,
  commands: readonly (readonly [string, ...string[]])[],
): Promise<Finished> {
  let finished: Finished = { ok: true, output: '', stdout: '' };
  for (const [command, ...commandArguments] of commands) {
    finished = await run(command, commandArguments, { cwd });
    if (!finished.ok) break;
  }
  return finished;
}
