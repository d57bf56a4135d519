// pnpm models [--from FOLDER] [--only ID]: runs every model on every backend, and writes docs/models.md.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Backend } from '@gatefold/contract';
import { cpu } from '@gatefold/cpu';
import { wasm } from '@gatefold/wasm';
import { openModelPage } from './browser.ts';
import { catalog } from './catalog.ts';
import { fetchPackage, filesIn } from './fetch-files.ts';
import { type ModelRow, modelsPage } from './models-page.ts';
import { readCases } from './read-cases.ts';
import { runModel } from './run-model.ts';

const root = join(import.meta.dirname, '..');

const { values } = parseArgs({ options: { from: { type: 'string' }, only: { type: 'string' } } });

const chosen = catalog.filter(({ id }) => values.only === undefined || id === values.only);
const inNode: Readonly<Record<string, Backend>> = { cpu: await cpu(), wasm: await wasm() };
await using page = await openModelPage();
const rows: ModelRow[] = [];
for (const model of chosen) {
  const [bytes] = filesIn(values.from ?? fetchPackage(join(root, '.models'), model), model);
  const cases = readCases(model.id);
  const results: Record<string, ModelRow['results'][string]> = {};
  for (const [name, backend] of Object.entries(inNode))
    results[name] = await runModel(model, bytes as Uint8Array, cases, backend);
  results['webgl'] = await page.run(model, bytes as Uint8Array, cases);
  rows.push({ model, cases, results });
  for (const [name, own] of Object.entries(results)) {
    for (const { id, error, spread, atol, milliseconds } of own) {
      const mark = error <= atol ? ' ' : '!';
      const numbers = `${error.toExponential(1)} of ${atol} (oracles ${spread.toExponential(1)}), ${milliseconds.toFixed(2)} ms`;
      console.log(`${mark} ${model.id} ${id} ${name}: ${numbers}`);
    }
  }
}
for (const backend of Object.values(inNode)) backend.dispose();
const wrong = rows
  .flatMap(({ results }) => Object.values(results).flat())
  .filter(({ error, atol }) => !(error <= atol));
// The page says that all are right.
if (values.only === undefined && wrong.length === 0) {
  writeFileSync(join(root, '..', '..', 'docs', 'models.md'), modelsPage(rows, page));
}
process.exitCode = wrong.length > 0 ? 1 : 0;
