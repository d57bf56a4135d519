// @gatefold/wasm, alone in a folder, in each place that runs it: Node and its threads, a page without a bundler, a worker of
// a page, and Deno and Bun where the machine has them.

import { type Installed, printingRow, runOnNode } from './installed.ts';
import { useIn } from './machine.ts';
import { type Row, skippedRow } from '../step.ts';
import { titleOfBuiltPage, titleOfPage } from './title-of-page.ts';

export async function* wasmRows({ what, folder }: Installed): AsyncGenerator<Row> {
  const places: Record<string, Attempt | null> = {
    "the machine's Node": () => runOnNode(folder, 'wasm.mjs'),
    "the toolchain's Node": () => runOnNode(folder, 'wasm.mjs', process.execPath),
    'a thread of Node': () => runOnNode(folder, 'wasm-thread.mjs'),
    'a page, by a script tag': () => titleOfPage(folder, 'plain-page.html'),
    'a worker of a page, by Vite': () => titleOfBuiltPage(folder, 'worker-page'),
    ...(await otherRuntimes(folder)),
  };
  for (const [place, attempt] of Object.entries(places)) {
    const name = `${what}: ${place}`;
    yield attempt === null ? skippedRow(name) : await printingRow(name, attempt);
  }
}

type Attempt = () => Promise<string>;

/** Too large to be installed for one row each: where the machine has none, its row says that. */
async function otherRuntimes(folder: string): Promise<Record<string, Attempt | null>> {
  const use = useIn(folder);
  const found: Record<string, Attempt | null> = {};
  for (const [command, ...run] of [
    ['deno', 'run', '--allow-read'],
    ['bun', 'run'],
  ] as const) {
    const { ok, output: version } = await use(command, '--version');
    if (!ok) {
      found[`${command}, which this machine does not have`] = null;
      continue;
    }
    found[`${command} ${/\d[\d.]*/.exec(version)?.[0]}`] = async () => {
      const { ok: ran, output } = await use(command, ...run, 'wasm.mjs');
      if (!ran) throw new Error(output);
      return output;
    };
  }
  return found;
}
