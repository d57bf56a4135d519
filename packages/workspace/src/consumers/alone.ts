// One package in an empty folder, installed by its name and nothing else, then bundled by each bundler and run: cpu on
// Node, webgl, wasm and importers in a page. layers comes with a backend, and runs a Keras file.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runBundle } from '../../../../docs/test/page-program.ts';
import type { Registry } from '../registry.ts';
import { failedRow, passedRow, type Row } from '../step.ts';
import { type Bundler, bundlers, type BundleJob } from './bundlers.ts';
import { inChromium } from './in-chromium.ts';
import { type Installed, installInto, printingRow, runOnNode } from './installed.ts';
import { jestRow } from './jest-project.ts';
import { kerasPageRows } from './keras-page.ts';
import { titleOfBuiltPage } from './title-of-page.ts';
import { wasmRows } from './wasm-places.ts';

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
  const wasm = await installInto(join(folder, 'wasm'), registry, 'wasm alone', ['@gatefold/wasm']);
  yield* bundledRows(wasm, { entry: 'wasm.mjs', runsIn: 'page' });
  if (wasm.installation.ok) yield* wasmRows(wasm);
  const importers = await installInto(join(folder, 'importers'), registry, 'importers', [
    ...['@gatefold/importers', '@gatefold/wasm'],
  ]);
  // The code for each format is a file of its own, which esbuild alone puts into one that runs: Rollup's has it behind the
  // await that asks for it. A page of several files is tried below.
  yield* bundledRows(importers, { entry: 'importers.mjs', runsIn: 'page' }, ['esbuild']);
  if (importers.installation.ok) {
    yield await printingRow(`${importers.what}: Node`, () =>
      runOnNode(importers.folder, 'importers.mjs'),
    );
    yield await printingRow(`${importers.what}: a page, by Vite`, () =>
      titleOfBuiltPage(importers.folder, 'importers-page'),
    );
  }
  const layers = await installInto(join(folder, 'layers'), registry, 'layers and wasm', [
    '@gatefold/layers',
    '@gatefold/wasm',
  ]);
  yield layers.installation.ok
    ? passedRow(`${layers.what}: npm install`)
    : failedRow(`${layers.what}: npm install`, layers.installation.output);
  if (layers.installation.ok) yield* kerasPageRows(layers);
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
        ? inChromium((browser) => runBundle(browser, readFileSync(outFile, 'utf8')))
        : runOnNode(folder, outFile);
    });
  }
}
