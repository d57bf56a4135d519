// @gatefold/wasm, alone in a folder, in each place that runs it: Node and its threads, a page without a bundler, a worker of
// a page, and Deno and Bun where the machine has them.

import { join } from 'node:path';
import { build } from 'vite';
import { type Installed, printingRow, runOnNode } from './installed.ts';
import { useIn } from './machine.ts';
import type { Row } from '../step.ts';
import { titleOfPage } from './title-of-page.ts';

export async function* wasmRows({ what, folder }: Installed): AsyncGenerator<Row> {
  const places: Record<string, () => Promise<string>> = {
    Node: () => runOnNode(folder, 'wasm.mjs'),
    'a thread of Node': () => runOnNode(folder, 'wasm-thread.mjs'),
    'a page, by a script tag': () => titleOfPage(folder, 'plain-page.html'),
    'a worker of a page, by Vite': () => inWorker(folder),
    ...(await otherRuntimes(folder)),
  };
  for (const [place, attempt] of Object.entries(places)) {
    yield await printingRow(`${what}: ${place}`, attempt);
  }
}

async function inWorker(folder: string): Promise<string> {
  const root = join(folder, 'worker-page');
  await build({
    ...{ configFile: false, logLevel: 'error', root },
    build: { target: 'esnext' },
    worker: { format: 'es' },
  });
  return titleOfPage(join(root, 'dist'));
}

/** Too large to be installed for one row each. */
async function otherRuntimes(folder: string): Promise<Record<string, () => Promise<string>>> {
  const use = useIn(folder);
  const found: Record<string, () => Promise<string>> = {};
  for (const [command, ...run] of [
    ['deno', 'run', '--allow-read'],
    ['bun', 'run'],
  ] as const) {
    const { ok, output: version } = await use(command, '--version');
    if (!ok) continue;
    found[`${command} ${/\d[\d.]*/.exec(version)?.[0]}`] = async () => {
      const { ok: ran, output } = await use(command, ...run, 'wasm.mjs');
      if (!ran) throw new Error(output);
      return output;
    };
  }
  return found;
}
