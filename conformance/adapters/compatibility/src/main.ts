// pnpm compatibility: runs the suite on the backends of the matrix and writes their rows and docs/compatibility/index.md.

import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { preparePython } from '../../../golden/python.ts';
import { backends, type MatrixBackend } from './backends.ts';
import { compatibilityPage, pagePath } from './page.ts';
import { backendOf, keepRow, runBackend } from './run-row.ts';

const program = new Command('compatibility')
  .description(
    'Runs the suite on every backend of the matrix, and writes docs/compatibility/index.md.',
  )
  .argument('[ids...]', `only these: ${backends.map(({ id }) => id).join(', ')}`)
  .option('--python', 'the rows that need Python too; its environment is installed first (1.5 GB)')
  .option('--page', 'no run: the page alone, of the rows that are kept');

program.action(async (ids: string[], { python, page }: { python?: true; page?: true }) => {
  const chosen = ids.length > 0 ? ids.map((id) => backendOf(id)) : backends;
  const toRun = page ? [] : chosen.filter(({ needsPython }) => python || !needsPython);
  if (toRun.some(({ needsPython }) => needsPython)) preparePython();
  let failed = false;
  for (const backend of toRun) failed = (await row(backend)) || failed;
  writeFileSync(pagePath, await compatibilityPage());
  process.exitCode = failed ? 1 : 0;
});

/** @returns whether it came out otherwise than its file of known failures says */
async function row(backend: MatrixBackend): Promise<boolean> {
  const start = performance.now();
  const { code, output, report } = await runBackend(backend);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  if (report !== undefined) await keepRow(backend.id, report);
  const levels = Object.entries(report?.granted ?? {}).flatMap(([level, is]) =>
    is ? [level] : [],
  );
  console.log(
    `${backend.id.padEnd(20)} exit ${code}  ${seconds.padStart(4)} s  ${levels.join(' ')}`,
  );
  if (code !== 0) console.log(output);
  return code !== 0;
}

await program.parseAsync();
