// The suite in a page of a stranger's, bundled by Vite as its documentation begins, with the reference in a worker.

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../../setup.mjs';
import type { Finished } from '../command.ts';
import { isWhole } from '../of-the-day.ts';
import type { Use } from './machine.ts';
import { titleOfPage } from './title-of-page.ts';

const page = join(root, 'packages', 'workspace', 'smoke', 'suite-page');

/** Examples of each law: that the two agree shows with few. */
const runs = isWhole ? 100 : 5;

/** Passes when every case of the reference has the verdict in the page that the command gives it. */
export async function suiteInPage(use: Use, consumer: string): Promise<Finished> {
  // After the build, which a bare checkout has yet to make.
  const { defaultSeed } = await import('@gatefold/conformance');
  const options = ['--seed', String(defaultSeed), '--runs', String(runs), '--report', 'json'];
  const told = await use('npx', 'gatefold-conformance', 'run', '@gatefold/cpu', ...options);
  if (!told.ok) return told;
  const { results, granted } = JSON.parse(told.stdout) as {
    readonly results: readonly { readonly id: string; readonly status: string }[];
    readonly granted: object;
  };
  const expected = JSON.stringify({
    results: results.map(({ id, status }) => [id, status]),
    granted,
  });
  const got = await titleOf(join(consumer, 'suite-page'));
  return got === expected
    ? told
    : { ...told, ok: false, output: `must give ${expected}, got ${got}` };
}

/** Bundles the page in a folder of its own and opens it: what it came to is its title. */
async function titleOf(folder: string): Promise<string> {
  cpSync(page, folder, { recursive: true });
  await build({ root: folder, logLevel: 'error', build: { target: 'esnext' } });
  return titleOfPage(join(folder, 'dist'), `index.html?runs=${runs}`);
}
